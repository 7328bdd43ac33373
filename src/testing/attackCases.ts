import assert from 'node:assert/strict';
import type { Attack, AttackSetting, Surroundings } from '../attacks/attack.js';
import { parseOptions } from '../entries/parseOptions.js';
import { stream } from '../random/stream.js';
import { madeNetwork } from './madeNetwork.js';
import { listBits, madeRows, relativeDifference } from './madeRows.js';
import { MADE_SET, MADE_WIDTH, madeImages, playAttack } from './playAttack.js';
import type { CaseOptions, RequiredCase } from './requiredCase.js';

const HONEST = 6;
const CUT = 20;
const TOLERANCE = 1e-5;

/** What every attack must do, under each of its variants. */
export function attackCases(attack: Attack, { options = {} }: CaseOptions = {}): RequiredCase[] {
  const variants = attack.variants?.map(({ name }) => name) ?? [null];
  return variants.flatMap((variant) => {
    const name = variant === null ? attack.name : `${attack.name} (${variant})`;
    const settle = (corrupted: number) =>
      settleOptions(attack, { ...options, ...(variant && { variant }) }, corrupted);
    const cases = [
      ...(attack.forge || attack.decide ? reportCases(attack, settle) : []),
      ...(attack.poison ? poisonCases(attack, settle) : []),
    ];
    return cases.map((one) => ({ ...one, name: `${name} ${one.name}` }));
  });
}

/** The setting with this number of corrupted workers beside the honest ones; null: the attack refuses it. */
function settleOptions(
  attack: Attack,
  given: Readonly<Record<string, unknown>>,
  corrupted: number,
): AttackSetting | null {
  const { variant, options } = parseOptions(attack, given, (field, mistake) => {
    throw new assert.AssertionError({ message: `${attack.name}: ${field}: ${mistake.allowed ?? ''}` });
  });
  const around: Surroundings = {
    workers: { count: HONEST + corrupted, corrupted },
    model: madeNetwork.layout,
    honest: HONEST,
    batchMax: 100,
    images: 100,
    held: 10 * corrupted,
  };
  const refused = new Error('refused');
  try {
    const completed = attack.complete?.({ ...options, variant }, around, () => {
      throw refused;
    });
    return { name: attack.name, ...(variant !== null && { variant }), ...options, ...completed };
  } catch (error) {
    if (error === refused) return null;
    throw error;
  }
}

type Settle = (corrupted: number) => AttackSetting | null;

function reportCases(attack: Attack, settle: Settle): RequiredCase[] {
  const honest = madeRows(HONEST, MADE_WIDTH, 2);
  const play = (own: readonly Float32Array[], cuts: readonly number[] = [], others = honest) => {
    const setting = settle(own.length);
    assert.ok(setting, `${attack.name} takes ${own.length} corrupted workers beside ${HONEST} honest ones`);
    return playAttack(attack, setting, { own, honest: others }, { cuts }).reports;
  };
  return [
    {
      name: 'reports as many values as it got, for one worker and for several',
      run: () => {
        for (const m of [1, 2, 5]) {
          if (m === 1 && settle(m) === null) continue;
          const reports = play(madeRows(m, MADE_WIDTH));
          assert.equal(reports.length, m);
          for (const report of reports)
            assert.ok(report instanceof Float32Array && report.length === MADE_WIDTH);
        }
      },
    },
    {
      name: 'works where the workers computed the same, and where a value is not finite',
      run: () => {
        const [row] = madeRows(1, MADE_WIDTH);
        const same = (count: number) => Array.from({ length: count }, () => row.slice());
        assert.equal(play(same(3), [], same(HONEST))[0].length, MADE_WIDTH);
        const zeros = (count: number) => same(count).map((one) => one.fill(0));
        assert.equal(play(zeros(3), [], zeros(HONEST))[0].length, MADE_WIDTH);
        for (const others of [honest, spoil(honest)])
          assert.equal(play(spoil(madeRows(3, MADE_WIDTH)), [], others)[0].length, MADE_WIDTH);
      },
    },
    {
      name: 'leaves its workers’ gradients and the honest reports as they were',
      run: () => {
        const own = madeRows(4, MADE_WIDTH);
        const before = listBits([...own, ...honest]);
        play(own);
        assert.equal(listBits([...own, ...honest]), before);
      },
    },
    {
      // What is decided once goes by sums over blocks, whose last bits hang on where they are cut.
      name: `makes of blocks what it makes of the whole, the same bits every time${attack.decide ? ' for the same blocks' : ''}`,
      run: () => {
        const own = madeRows(4, MADE_WIDTH);
        const [whole, cut] = [play(own), play(own, [CUT])];
        assert.equal(listBits(play(own)), listBits(whole));
        assert.equal(listBits(play(own, [CUT])), listBits(cut));
        if (!attack.decide) return assert.equal(listBits(cut), listBits(whole));
        for (const [worker, report] of cut.entries())
          assert.ok(relativeDifference(report, whole[worker]) < TOLERANCE);
      },
    },
  ];
}

function spoil(rows: readonly Float32Array[]): Float32Array[] {
  return rows.map((row, k) => (k === 1 ? row.slice().fill(NaN) : k === 2 ? row.slice().fill(Infinity) : row));
}

function poisonCases(attack: Attack, settle: Settle): RequiredCase[] {
  const count = 6;
  const poison = () => {
    const random = stream(1, 'poison of a required case');
    return attack.poison!(madeImages(count), settle(2)!, { ...MADE_SET, round: 0, colluder: 0, random });
  };
  return [
    {
      name: 'poisons a batch into one of the same size, of classes that there are, the same every time',
      run: () => {
        const { images, labels } = poison();
        assert.equal(images.length, count * 16);
        assert.equal(labels.length, count);
        assert.ok(labels.every((label) => label >= 0 && label < MADE_SET.classes));
        assert.deepEqual(poison(), { images, labels });
      },
    },
  ];
}
