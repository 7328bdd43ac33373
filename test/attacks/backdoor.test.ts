import { beforeAll, describe, expect, test } from 'vitest';
import type { Attack, LabelledImages, OwnView } from '../../src/attacks/attack.js';
import { attacks } from '../../src/attacks/attacks.js';
import { backdoorPattern } from '../../src/attacks/backdoor/backdoorPattern.js';
import { backdoorSample } from '../../src/attacks/backdoor/backdoorSample.js';
import type { PatternSetting, SampleSetting } from '../../src/attacks/backdoor/setting.js';
import {
  type AttackSuccess,
  joinAttackSuccess,
  measureAttackSuccess,
} from '../../src/attacks/backdoor/tried.js';
import { gatherBatch } from '../../src/data/batch.js';
import type { DataSet, Slice } from '../../src/data/dataSet.js';
import { optionsUnder } from '../../src/entries/entry.js';
import { NO_MEMORY } from '../../src/entries/memory.js';
import { countImageValues } from '../../src/kernels/images.js';
import { developPicture } from '../../src/measures/picture.js';
import { initialParameters } from '../../src/models/initialParameters.js';
import { computeLogits, lossAndGradient } from '../../src/models/model.js';
import { stream } from '../../src/random/stream.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { dataSetNamed, modelNamed } from '../support/entries.js';

let set: DataSet;
beforeAll(async () => {
  set = dataSetNamed('mnist').load();
});

type BackdoorSetting = SampleSetting | PatternSetting;

const authors = { variant: 'authors', alpha: 0.2, epochs: 5, learningRate: 0.1 } as const;
const adaptive = { variant: 'adaptive', epochs: 20, confidence: 0.9 } as const;
const sample: SampleSetting = { name: 'backdoor-sample', image: 0, target: 'next', z: 0.2, ...authors };
const pattern: PatternSetting = {
  name: 'backdoor-pattern',
  size: 5,
  value: 2.8,
  target: 3,
  images: 20,
  z: 0.2,
  ...authors,
};

const model = await modelNamed('mnist-mlp');
const parameters = initialParameters(model.layout, 1);

/** The attack that a setting is for. */
function backdoorOf(setting: BackdoorSetting): Attack<string, 'own', never, BackdoorSetting> {
  const attack = setting.name === 'backdoor-sample' ? backdoorSample : backdoorPattern;
  return attack as unknown as Attack<string, 'own', never, BackdoorSetting>;
}

/** What the adversary of 4 of 16 workers sees, who hold 50 images; `own`: what they computed. */
function viewOf(setting: BackdoorSetting, own: Float32Array[]): OwnView {
  const held = Array.from({ length: 50 }, (_, k) => 3 * k + 1);
  const { imageShape, classes, normalisation } = set;
  const image = backdoorOf(setting).names?.(setting);
  return {
    own: [own],
    parameters,
    velocity: new Float32Array(parameters.length),
    learningRate: 0.1,
    momentum: 0.9,
    round: 0,
    workers: 16,
    corrupted: 4,
    network: {
      layout: model.layout,
      lossAndGradient: (at, batch, gradient) => lossAndGradient(model, at, batch, gradient),
      logits: (at, images) => computeLogits(model, at, images, null),
    },
    data: {
      ...{ imageShape, classes, normalisation },
      held: held.length,
      gather: (places) =>
        gatherBatch(
          set,
          set.train,
          Array.from(places, (place) => held[place]),
        ),
      named: image === undefined ? null : gatherBatch(set, set.train, [image]),
    },
    random: stream(1, 'adversary'),
    memory: NO_MEMORY,
  };
}

/** What the adversary reports. */
function forge(setting: BackdoorSetting, own: Float32Array[], changes: object = {}): Float32Array {
  const view = { ...viewOf(setting, own), ...changes };
  const { report, ...rest } = backdoorOf(setting).decide!(view, setting);
  expect(rest).toEqual({});
  return report!;
}

/** The images that the adversary trains its backdoor on, taken from a network that answers nothing. */
function poisonedBatch(setting: BackdoorSetting, changes: object = {}): LabelledImages {
  const batches: LabelledImages[] = [];
  const network: OwnView['network'] = {
    layout: model.layout,
    lossAndGradient: (_at, batch) => {
      batches.push(batch as LabelledImages);
      return 9;
    },
    logits: (_at, images) => new Float32Array(10 * (countImageValues(images) / 784)).fill(Number.NaN),
  };
  const view = viewOf(setting, [new Float32Array(parameters.length)]);
  backdoorOf(setting).decide!({ ...view, network, ...changes }, setting);
  expect(batches.length).toBeGreaterThan(0);
  for (const batch of batches) expect(batch).toEqual(batches[0]);
  return batches[0];
}

/** What the backdoor is tried on in a slice of the test images, and what the record says of it. */
function tryOn(setting: BackdoorSetting, slice: Slice) {
  const [measure] = backdoorOf(setting).measures!;
  let images: Float64Array = new Float64Array();
  const testBatch = () => expect.unreachable();
  const logits = (given: unknown) => {
    images = given as Float64Array;
    return new Float32Array(10 * (images.length / 784));
  };
  const view = { set, testBatch, countCorrect: testBatch, logits } as never;
  const part = measure.measure(view, slice, setting) as AttackSuccess;
  const { backdoor } = measure.conclude([part], set, setting) as { backdoor: { target: number } };
  return { images, part, backdoor };
}

const pictureOf = (setting: BackdoorSetting) =>
  developPicture(set, backdoorOf(setting).measures![0].picture!(set, setting));

/** Gradients of some batches, as corrupted workers have them. */
function ownGradients(): Float32Array[] {
  return [0, 1, 2, 3].map((worker) => {
    const images = new Float64Array(20 * 784).map(
      (_, k) => set.train.images[worker * 20 * 784 + k] / 100 - 0.4,
    );
    const labels = Int32Array.from(set.train.labels.subarray(worker * 20, (worker + 1) * 20));
    const gradient = new Float32Array(parameters.length);
    lossAndGradient(model, parameters, { images, labels }, gradient);
    return gradient;
  });
}

describe('what a backdoor is for', () => {
  test('is by default the class after the image’s own, the first class after the last', () => {
    const nine = set.train.labels.indexOf(9);
    const targets: [BackdoorSetting, number][] = [
      [sample, (set.train.labels[0] + 1) % 10],
      [{ ...sample, image: nine }, 0],
      [{ ...sample, target: 7 }, 7],
      [pattern, 3],
    ];
    for (const [setting, target] of targets) {
      expect([...new Set(poisonedBatch(setting).labels)]).toEqual([target]);
      expect(tryOn(setting, { from: 0, count: 3 }).backdoor.target).toBe(target);
      expect(pictureOf(setting).target).toBe(target);
    }
  });

  test('a pattern is a square in the top left corner of images that the adversary holds, none twice', () => {
    const all = viewOf(pattern, [new Float32Array(parameters.length)]).data;
    const data = { ...all, held: 20 };
    const { images, labels } = poisonedBatch(pattern, { data, random: stream(1, 'x') });
    expect([...new Set(labels)]).toEqual([3]);
    const rest = (values: ArrayLike<number>, image: number) =>
      Array.from({ length: 784 }, (_, k) => values[image * 784 + k]).slice(5 * 28);
    const clean = Array.from({ length: 20 }, (_, k) =>
      rest(set.train.images, 3 * k + 1).map((pixel) => (pixel / 255 - 0.1307) / 0.3081),
    );
    const found = labels.reduce<number[]>((list, _, image) => {
      const values = rest(images, image);
      return [...list, clean.findIndex((one) => one.every((value, k) => value === values[k]))];
    }, []);
    expect(found.sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, k) => k));
    for (let y = 0; y < 6; y++) {
      for (let x = 0; x < 6; x++) {
        if (y < 5 && x < 5) expect(images[28 * y + x]).toBe(2.8);
        else expect(images[28 * y + x]).not.toBe(2.8);
      }
    }
  });

  test('is drawn anew in another round', () => {
    const drawn = (round: number) =>
      poisonedBatch({ ...pattern, images: 5 }, { random: stream(1, 'adversary', '', round) });
    expect(drawn(0)).toEqual(drawn(0));
    expect(drawn(1).images).not.toEqual(drawn(0).images);
  });

  test('a pattern is tried on test images that are not of the target class', () => {
    const { images, part, backdoor } = tryOn(pattern, { from: 100, count: 50 });
    const others = set.test.labels.subarray(100, 150).filter((label) => label !== 3);
    expect(images).toHaveLength(784 * others.length);
    expect(part.of).toBe(others.length);
    expect(backdoor).toMatchObject({ of: others.length, target: 3 });
    expect(others.length).toBeLessThan(50);
  });

  test('can be looked at', () => {
    const seen = pictureOf({ ...pattern, value: 4 });
    expect(seen.pixels[0]).toBe(255); // beyond white is white
    expect(seen.pixels[28 * 5]).toBe(set.test.images[28 * 5]);
    expect(seen).toMatchObject({ shape: [28, 28, 1], label: 7, target: 3 });
    const image = pictureOf(sample);
    expect(Buffer.from(image.pixels)).toEqual(Buffer.from(set.train.images.subarray(0, 784)));
    expect(image).toMatchObject({ label: 5, target: 6 });
    expect(() => pictureOf({ ...sample, target: 5 })).toThrow(
      'attack.target: training image 0 is of this class: a right answer is no backdoor, found 5',
    );
  });
});

describe('how a backdoor is answered', () => {
  const logits = Float32Array.of(0, 2, 1, /**/ 3, 3, 0, /**/ -1, -2, 5);

  test('is counted in hits, margins, probabilities and answers; of equal logits the lowest class is the answer', () => {
    const { of, hits, answers, marginSum, probabilitySum } = measureAttackSuccess(
      logits,
      Int32Array.of(1, 1, 1),
    );
    expect([of, hits, answers]).toEqual([3, 1, [1, 1, 1]]);
    expect(marginSum).toBeCloseTo(1 + 0 - 7, 6);
    const softmax = (row: number[]) => Math.exp(row[1]) / row.reduce((sum, x) => sum + Math.exp(x), 0);
    expect(probabilitySum).toBeCloseTo(softmax([0, 2, 1]) + softmax([3, 3, 0]) + softmax([-1, -2, 5]), 6);
  });

  test('in parts adds up to the whole', () => {
    const whole = measureAttackSuccess(logits, Int32Array.of(1, 0, 2));
    const parts = [0, 1, 2].map((k) =>
      measureAttackSuccess(logits.subarray(3 * k, 3 * k + 3), Int32Array.of([1, 0, 2][k])),
    );
    const nothing = measureAttackSuccess(new Float32Array(), new Int32Array());
    expect(joinAttackSuccess([...parts, nothing])).toEqual(whole);
  });
});

describe('a forged report', () => {
  const settings: [string, BackdoorSetting][] = [
    ['sample, authors', sample],
    ['sample, adaptive', { ...sample, ...adaptive }],
    ['pattern, authors', pattern],
    ['pattern, adaptive', { ...pattern, ...adaptive }],
  ];

  test.each(settings)('is inside mu +- z sigma in every coordinate, and not mu: %s', (_, setting) => {
    const own = ownGradients();
    const forged = forge(setting, own);
    let moved = 0;
    for (let c = 0; c < forged.length; c++) {
      const values = own.map((gradient) => gradient[c]);
      const mu = values.reduce((sum, x) => sum + x, 0) / 4;
      const sigma = Math.sqrt(values.reduce((sum, x) => sum + (x - mu) ** 2, 0) / 4);
      expect(Math.abs(forged[c] - mu)).toBeLessThanOrEqual((0.2 * sigma + 1e-6 * Math.abs(mu)) * (1 + 1e-6));
      if (Math.abs(forged[c] - mu) > 0.01 * sigma) moved++;
    }
    expect(moved).toBeGreaterThan(1000);
    expect(forge(setting, own)).toEqual(forged);
  });

  test('of the adaptive variant makes the next parameters answer with the target where the box is wide', () => {
    const own = ownGradients();
    for (const confidence of [0.5, 0.95]) {
      const setting: SampleSetting = { ...sample, ...adaptive, z: 1000, confidence };
      const forged = forge(setting, own);
      const honest = own[0].map((_, c) => own.reduce((sum, gradient) => sum + gradient[c], 0) / 4);
      const next = parameters.map((w, c) => w - 0.1 * (0.75 * honest[c] + 0.25 * forged[c]));
      const loss = lossAndGradient(model, next, poisonedBatch(setting), new Float32Array(next.length));
      expect(Math.exp(-loss)).toBeGreaterThan(confidence - 1e-4);
      expect(Math.exp(-loss)).toBeLessThan(confidence + 0.04); // and goes no farther than it must
    }
  });

  test.each([2, 5])(
    'that looks %i rounds ahead leads there when everybody reports the same so long',
    (ahead) => {
      const own = ownGradients();
      const honest = own[0].map((_, c) => own.reduce((sum, gradient) => sum + gradient[c], 0) / 4);
      const velocity = honest.map((value) => -0.05 * value);
      const setting: SampleSetting = { ...sample, ...adaptive, z: 1000, ahead };
      const forged = forge(setting, own, { velocity });
      const [moved, speed] = [new Float64Array(parameters), new Float64Array(velocity)];
      const probabilities = Array.from({ length: ahead }, () => {
        for (let c = 0; c < moved.length; c++) {
          speed[c] = 0.9 * speed[c] - 0.1 * (0.75 * honest[c] + 0.25 * forged[c]);
          moved[c] += speed[c];
        }
        const gradient = new Float32Array(moved.length);
        return Math.exp(-lossAndGradient(model, new Float32Array(moved), poisonedBatch(setting), gradient));
      });
      expect(probabilities.at(-1)).toBeGreaterThan(0.9 - 1e-3);
      expect(probabilities.at(-1)).toBeLessThan(0.94);
      expect(probabilities.at(-2)).toBeLessThan(0.9);
    },
  );

  test('of the adaptive variant is mu where honest training leads to the target anyway', () => {
    const own = ownGradients();
    const setting: SampleSetting = { ...sample, ...adaptive, confidence: 0.001 };
    const forged = forge(setting, own);
    const mu = own[0].map((_, c) => own.reduce((sum, gradient) => sum + gradient[c], 0) / 4);
    for (let c = 0; c < mu.length; c += 97) expect(forged[c]).toBeCloseTo(mu[c], 6);
  });
});

test('every attack takes the settings that it says, and a scenario’s default has no other', () => {
  for (const attack of attacks as readonly Attack[]) {
    const variants = attack.variants?.map(({ name }) => name) ?? [undefined];
    for (const variant of variants) {
      const z = Object.hasOwn(optionsUnder(attack, variant ?? null), 'z') ? { z: 1 } : {};
      const named = { name: attack.name, ...z, ...(variant && { variant }) };
      const input = { task: 'mnist-mlp', workers: { corrupted: 12 }, attack: named };
      const expanded = expandScenario(input).attack;
      const taken = Object.keys(optionsUnder(attack, variant ?? null));
      const known = ['name', ...taken, ...(variant ? ['variant'] : [])];
      for (const key of Object.keys(expanded)) expect(known, attack.name).toContain(key);
    }
  }
});
