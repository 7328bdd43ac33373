import assert from 'node:assert/strict';
import type { Attack, AttackSetting, HonestBlock } from '../attacks/attack.js';
import { freshMemory } from '../entries/freshMemory.js';
import { parseOptions } from '../entries/parseOptions.js';
import { stream } from '../random/stream.js';
import { listBits, madeRows } from './madeRows.js';
import type { CaseOptions, RequiredCase } from './requiredCase.js';

const HONEST = 6;

/**
 * What every attack must do that forges reports or poisons batches.
 * One that only decides needs a network to be tried.
 */
export function attackCases(attack: Attack, { options = {} }: CaseOptions = {}): RequiredCase[] {
  const variants = attack.variants?.map(({ name }) => name) ?? [null];
  return variants.flatMap((variant) => {
    const parsed = parseOptions(attack, { ...options, ...(variant && { variant }) }, (field, mistake) => {
      throw new assert.AssertionError({ message: `${attack.name}: ${field}: ${mistake.allowed ?? ''}` });
    });
    const setting: AttackSetting = { name: attack.name, ...(variant && { variant }), ...parsed.options };
    const name = variant === null ? attack.name : `${attack.name} (${variant})`;
    const cases = [
      ...(attack.forge && attack.decide === undefined ? forgeCases(attack, setting) : []),
      ...(attack.poison ? poisonCases(attack, setting) : []),
    ];
    return cases.map((one) => ({ ...one, name: `${name} ${one.name}` }));
  });
}

function forgeCases(attack: Attack, setting: AttackSetting): RequiredCase[] {
  const forge = (own: readonly Float32Array[], start = 0, whole = own[0].length) => {
    const honest = madeRows(HONEST, whole, 2).map((row) => row.slice(start, start + own[0].length));
    const memory = freshMemory(attack.memory ?? [], own[0].length);
    const block: HonestBlock = { own, honest, report: null, facts: {}, start, memory };
    const given = attack.forge!(block, setting);
    return given instanceof Float32Array ? own.map(() => given) : given;
  };
  return [
    {
      name: 'reports as many values as it got, for one worker and for several',
      run: () => {
        for (const m of [1, 2, 5]) {
          const reports = forge(madeRows(m, 11));
          assert.equal(reports.length, m);
          for (const report of reports) assert.ok(report instanceof Float32Array && report.length === 11);
        }
      },
    },
    {
      name: 'works where the corrupted workers computed the same, and where a value is not finite',
      run: () => {
        const [row] = madeRows(1, 8);
        assert.equal(forge([row.slice(), row.slice(), row.slice()])[0].length, 8);
        const odd = madeRows(3, 8);
        odd[1].fill(NaN);
        odd[2].fill(Infinity);
        assert.equal(forge(odd)[0].length, 8);
      },
    },
    {
      name: 'leaves its workers’ gradients as they were',
      run: () => {
        const own = madeRows(4, 13);
        const before = listBits(own);
        forge(own);
        assert.equal(listBits(own), before);
      },
    },
    {
      name: 'makes of blocks what it makes of the whole, the same bits every time',
      run: () => {
        const own = madeRows(4, 23);
        const whole = forge(own);
        assert.equal(listBits(forge(own)), listBits(whole));
        const [first, second] = [
          forge(
            own.map((row) => row.slice(0, 9)),
            0,
            23,
          ),
          forge(
            own.map((row) => row.slice(9)),
            9,
            23,
          ),
        ];
        const joined = whole.map((_, worker) => Float32Array.from([...first[worker], ...second[worker]]));
        assert.equal(listBits(joined), listBits(whole));
      },
    },
  ];
}

function poisonCases(attack: Attack, setting: AttackSetting): RequiredCase[] {
  const [imageShape, classes, count] = [[4, 4, 1] as const, 3, 6];
  const normalisation = { means: [0.5], deviations: [0.5] };
  const poison = () => {
    const batch = {
      images: Float64Array.from({ length: count * 16 }, (_, k) => ((k * 7919) % 101) / 50 - 1),
      labels: Int32Array.from({ length: count }, (_, k) => k % classes),
    };
    const random = stream(1, 'poison of a required case');
    const view = { imageShape, classes, normalisation, round: 0, colluder: 0, random };
    return attack.poison!(batch, setting, view);
  };
  return [
    {
      name: 'poisons a batch into one of the same size, of classes that there are, the same every time',
      run: () => {
        const { images, labels } = poison();
        assert.equal(images.length, count * 16);
        assert.equal(labels.length, count);
        assert.ok(labels.every((label) => label >= 0 && label < classes));
        assert.deepEqual(poison(), { images, labels });
      },
    },
  ];
}
