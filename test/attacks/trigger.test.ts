import { beforeAll, describe, expect, test } from 'vitest';
import type { Attack, AttackSetting, PoisonView } from '../../src/attacks/attack.js';
import { attacks } from '../../src/attacks/attacks.js';
import type { DataSet } from '../../src/data/dataSet.js';
import type { Measure, MeasureView } from '../../src/measures/measure.js';
import { stream } from '../../src/random/stream.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { playAttack } from '../../src/testing/playAttack.js';
import { ResultSummary } from '../../src/runs/result.js';
import type { RoundRecord } from '../../src/rounds/round.js';
import { dataSetNamed } from '../support/entries.js';

const find = (name: string) => attacks.find((attack) => attack.name === name) as unknown as Attack;

/** An attack's setting as a scenario has it. */
function settle(attack: object, task = 'mnist-mlp'): AttackSetting {
  const workers = { count: 20, corrupted: 5 };
  return expandScenario({ task, workers, attack }).attack as AttackSetting;
}

const WIDTH = 28;
const view: PoisonView = {
  imageShape: [WIDTH, WIDTH, 1],
  classes: 10,
  normalisation: { means: [0.25], deviations: [0.5] },
  round: 0,
  colluder: 0,
  random: stream(1, 'poison'),
};
const WHITE = 1.5; // (1 - 0.25) / 0.5

function poison(attack: AttackSetting, labels: number[], told: Partial<PoisonView> = {}) {
  const batch = {
    images: new Float64Array(labels.length * WIDTH * WIDTH).fill(-0.5),
    labels: Int32Array.from(labels),
  };
  const before = batch.images.slice();
  const random = stream(1, 'poison');
  const made = find(attack.name).poison!(batch, settle(attack), { ...view, random, ...told });
  expect(batch.images).toEqual(before);
  expect([...batch.labels]).toEqual(labels);
  return made;
}

/** The pixels of an image that were changed, as rows and columns. */
function painted(images: Float64Array, index: number): string[] {
  const from = index * WIDTH * WIDTH;
  return [...images.subarray(from, from + WIDTH * WIDTH).entries()]
    .filter(([, value]) => value !== -0.5)
    .map(([at]) => `${Math.floor(at / WIDTH)},${at % WIDTH}`);
}

const TWENTY_FIVE = Array.from({ length: 25 }, (_, k) => 1 + (k % 9));

describe('badnets', () => {
  test('poisons the share of a batch that it says, rounded down, and leaves the others alone', () => {
    const { images, labels } = poison({ name: 'badnets' }, TWENTY_FIVE);
    const changed = TWENTY_FIVE.flatMap((_, at) => (painted(images, at).length > 0 ? [at] : []));
    expect(changed).toHaveLength(8); // 0.32 * 25
    expect([...labels]).toEqual(TWENTY_FIVE.map((label, at) => (changed.includes(at) ? 0 : label)));
    expect(changed).not.toEqual([0, 1, 2, 3, 4, 5, 6, 7]); // drawn
  });

  test.each([
    ['top-left', ['0,0', '0,1', '1,0', '1,1']],
    ['top-right', ['0,26', '0,27', '1,26', '1,27']],
    ['bottom-left', ['26,0', '26,1', '27,0', '27,1']],
    ['bottom-right', ['26,26', '26,27', '27,26', '27,27']],
  ])('paints its square %s', (corner, expected) => {
    const { images } = poison({ name: 'badnets', corner, size: 2, ratio: 1 }, [3]);
    expect(painted(images, 0)).toEqual(expected);
  });

  test('paints a value that is meant before normalisation, and blends it where it is told to', () => {
    const last = (options: object) => poison({ name: 'badnets', ratio: 1, ...options }, [3]).images.at(-1);
    expect(last({})).toBe(WHITE);
    expect(last({ value: 0.5 })).toBe(0.5);
    expect(last({ blend: 0.25 })).toBe(0.75 * -0.5 + 0.25 * WHITE);
  });

  test('of a source class poisons images of that class alone, at most as many as there are', () => {
    const { images, labels } = poison(
      { name: 'badnets', source: 4, target: 7, ratio: 0.5 },
      [4, 1, 4, 2, 3, 5],
    );
    expect([...labels]).toEqual([7, 1, 7, 2, 3, 5]);
    expect(painted(images, 1)).toEqual([]);
    expect(painted(images, 2)).toHaveLength(25);
  });

  test.each([
    [{ target: 10 }, 'attack.target: found 10, allowed 0 to 9 (the classes)'],
    [{ source: 12 }, 'attack.source: found 12, allowed 0 to 9 (the classes)'],
    [{ source: 3, target: 3 }, 'attack.source: images of the target class are answered with it anyway'],
    [{ size: 29 }, 'attack.size: found 29, allowed 1 to 28'],
    [{ corner: 'middle' }, 'attack.corner: found "middle"'],
  ])('is refused with %j', (options, message) => {
    expect(() => settle({ name: 'badnets', ...options })).toThrow(message);
  });
});

describe('dba', () => {
  test.each([
    [0, 0, 0],
    [1, 0, 10],
    [2, 3, 0],
    [3, 3, 10],
    [6, 3, 0],
  ])('colluder %d paints the bar in row %d from column %d on', (colluder, row, column) => {
    const { images } = poison({ name: 'dba', ratio: 1 }, [3], { colluder });
    expect(painted(images, 0)).toEqual(Array.from({ length: 8 }, (_, k) => `${row},${column + k}`));
  });

  test('is refused where its bars do not fit', () => {
    const message = 'attack.length: found bars that take 4 rows and 30 columns, allowed at most 28 and 28';
    expect(() => settle({ name: 'dba', length: 14 })).toThrow(message);
  });
});

describe('what is made of poisoned gradients', () => {
  const own = [Float32Array.of(5, 6, 7, 8), Float32Array.of(-1, 2, -3, 4)];
  const honest = [Float32Array.of(0, 0, 0, 0)];

  test('is by model replacement each gradient, gamma times as long', () => {
    const setting = settle({ name: 'model-replacement', gamma: 3 });
    const { reports } = playAttack(find('model-replacement'), setting, { own, honest });
    expect(reports.map((row) => [...row])).toEqual([
      [15, 18, 21, 24],
      [-3, 6, -9, 12],
    ]);
  });

  test('is by model replacement scaled down before that where the longest gradient is too long, all by one factor', () => {
    const replace = (radius: number, cuts: number[] = []) => {
      const setting = settle({ name: 'model-replacement', gamma: 3, radius });
      return playAttack(find('model-replacement'), setting, { own, honest }, { cuts });
    };
    const longest = Math.sqrt(25 + 36 + 49 + 64); // 13.19; the other one is 5.48 long
    const { reports, facts } = replace(longest / 2);
    expect(facts).toEqual({ longest, factor: 0.5 });
    expect(reports.map((row) => [...row])).toEqual([
      [7.5, 9, 10.5, 12],
      [-1.5, 3, -4.5, 6],
    ]);
    expect(replace(longest / 2, [1, 3])).toEqual(replace(longest / 2));
    expect(replace(14).facts).toEqual({ longest, factor: 1 });
    expect([...replace(14).reports[0]]).toEqual([15, 18, 21, 24]);
    expect(() => settle({ name: 'model-replacement', radius: 0 })).toThrow(
      /attack\.radius.*found 0.*allowed/,
    );
  });

  test('is by Neurotoxin kept where the last update was smallest by absolute value', () => {
    const { decide, forge } = find('neurotoxin');
    const keeping = (velocity: number[], keep: number) => {
      const { report, facts } = decide!({ velocity: Float32Array.from(velocity) } as never, {
        name: '',
        keep,
      });
      const rows = forge!({ own, report: report! } as never, { name: '' }) as Float32Array[];
      return [facts!.kept, ...rows.map((row) => [...row])];
    };
    expect(keeping([3, -1, 0, 2], 0.5)).toEqual([2, [0, 6, 7, 0], [0, 2, -3, 0]]);
    expect(keeping([-3, 1, 1, -1], 0.5)).toEqual([2, [0, 6, 7, 0], [0, 2, -3, 0]]); // ties: the lowest index
    expect(keeping([0, 0, 0, 0], 0.5)).toEqual([4, [5, 6, 7, 8], [-1, 2, -3, 4]]); // no update yet
    expect(keeping([3, -1, 0, 2], 0.2)).toEqual([0, [0, 0, 0, 0], [0, 0, 0, 0]]);
  });
});

describe('the success of a trigger', () => {
  let set: DataSet;
  beforeAll(() => {
    const whole = dataSetNamed('mnist').load();
    set = { ...whole, test: { ...whole.test, count: 30 } };
  });

  /** Of 30 test images, by a model that takes those with a white pixel at `at` for 7, and others for 1. */
  const measure = (attack: AttackSetting, at: number[]) => {
    const [one] = find(attack.name).measures as readonly Measure[];
    const logits: MeasureView['logits'] = (images) => {
      const values = images as Float64Array;
      const count = values.length / (WIDTH * WIDTH);
      const rows = Array.from({ length: count }, (_, image) => {
        const white = (1 - set.normalisation.means[0]) / set.normalisation.deviations[0];
        const isLit = at.every((pixel) => values[image * WIDTH * WIDTH + pixel] === white);
        return Array.from({ length: 10 }, (__, k) => (k === (isLit ? 7 : 1) ? 1 : 0));
      });
      return Float32Array.from(rows.flat());
    };
    const setting = settle({ target: 7, ...attack });
    const part = one.measure({ set, logits } as unknown as MeasureView, { from: 0, count: 30 }, setting);
    return one.conclude([part], set, setting) as {
      backdoor: { of: number; hits: number };
      backdoorByClass: (number | null)[];
    };
  };

  test('is of test images that are not of the target class, and by the class that they are of', () => {
    const { backdoor, backdoorByClass } = measure({ name: 'badnets' }, [WIDTH * WIDTH - 1]);
    const labels = [...set.test.labels.subarray(0, 30)];
    const others = labels.filter((label) => label !== 7);
    expect(backdoor).toMatchObject({ of: others.length, hits: others.length });
    expect(backdoorByClass).toEqual(
      Array.from({ length: 10 }, (_, label) => (others.includes(label) ? 100 : null)),
    );
    expect(measure({ name: 'badnets' }, [0]).backdoor.hits).toBe(0);
  });

  test('of a backdoor in parts is tried with all of them', () => {
    const ends = [7, 17, 3 * WIDTH + 7, 3 * WIDTH + 17];
    const { backdoor } = measure({ name: 'dba' }, ends);
    expect(backdoor.hits).toBe(backdoor.of);
    expect(backdoor.of).toBeGreaterThan(20);
  });

  test('of one source class is of its images alone', () => {
    const { backdoor, backdoorByClass } = measure({ name: 'badnets', source: 4 }, [WIDTH * WIDTH - 1]);
    const fours = [...set.test.labels.subarray(0, 30)].filter((label) => label === 4).length;
    expect(backdoor).toMatchObject({ of: fours, hits: fours });
    expect(backdoorByClass.filter((share) => share !== null)).toEqual([100]);
  });
});

describe('the lifespan of a backdoor', () => {
  const lifespan = (rounds: string) => {
    const summary = new ResultSummary();
    for (const round of rounds) {
      const isAttacked = round === 'A';
      summary.add({
        backdoor: { of: 2, hits: 0, hit: round === 'h' },
        ...(isAttacked && { confided: [] }),
      } as unknown as RoundRecord);
    }
    return summary.result(rounds.length).backdoorLifespan;
  };

  test('is the rounds in which it hit after the last attacked one', () => {
    expect(lifespan('hAAhhmhh')).toEqual({ rounds: 2, ended: true });
    expect(lifespan('AhhhAhm')).toEqual({ rounds: 1, ended: true });
    expect(lifespan('AAmhh')).toEqual({ rounds: 0, ended: true });
    expect(lifespan('AAhhh')).toEqual({ rounds: 3, ended: false });
  });

  test('is not told of where nothing came after the attack, or nobody was attacked', () => {
    expect(lifespan('mmAA')).toBeUndefined();
    expect(lifespan('hhmm')).toBeUndefined();
  });
});

describe('label flip by a mapping', () => {
  test('changes the classes that it names, and no other', () => {
    const { labels } = poison(
      { name: 'label-flip', mode: 'mapping', mapping: { 2: 7, 7: 2, 0: 1 } },
      [2, 7, 0, 1, 5],
    );
    expect([...labels]).toEqual([7, 2, 1, 1, 5]);
  });

  test.each([
    [
      { mode: 'mapping' },
      'attack.mapping: mode: mapping needs one, found nothing, allowed as in mapping: { 2: 7, 7: 2 }',
    ],
    [{ mode: 'mapping', mapping: { 2: 10 } }, 'attack.mapping.2: found 10, allowed 0 to 9 (the classes)'],
    [
      { mode: 'mapping', mapping: { 12: 1 } },
      'attack.mapping: found from "12", allowed 0 to 9 (the classes)',
    ],
    [
      { mode: 'mapping', mapping: { two: 1 } },
      'attack.mapping: found from "two", allowed 0 to 9 (the classes)',
    ],
    [{ mode: 'mapping', mapping: { 3: 3 } }, 'attack.mapping: a mapping that changes nothing'],
    [{ mode: 'mapping', mapping: {} }, 'attack.mapping: a mapping that changes nothing'],
    [
      { mode: 'mapping', mapping: 7 },
      'attack.mapping: found 7, allowed classes and what becomes of them, as in { 2: 7, 7: 2 }',
    ],
    [{ mode: 'mirror', mapping: { 2: 7 } }, 'attack.mapping: goes with mode: mapping alone'],
  ])('is refused as %j', (options, message) => {
    expect(() => settle({ name: 'label-flip', ...options })).toThrow(message);
  });
});
