import { expect, test } from 'vitest';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { localIndices } from '../../src/data/partition.js';
import { dealImages, loadSet } from '../../src/rounds/world.js';
import { listCorrupted, listHonest } from '../../src/scenario/corruption.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';

function deal(data: object, workers: object) {
  const scenario = expandScenario({
    ...{ task: 'mnist-mlp', seed: 4, data: { train: 120, test: 10, ...data } },
    workers: { count: 8, corrupted: 3, batch: 4, ...workers },
  });
  const entries = findEntries(builtIn, scenario);
  const partition = dealImages(scenario, entries, loadSet(scenario, entries));
  return { scenario, held: (worker: number) => [...localIndices(partition, worker)] };
}

test.each([
  ['dealt', {}],
  [{ name: 'dirichlet', alpha: 1, least: 4 }, { placement: [1, 4, 7] }],
])(
  'dealt to honest workers alone, each image is one’s, and corrupted ones hold what these do: %o',
  (partition, placed) => {
    const { scenario, held } = deal({ deal: 'honest', partition }, placed);
    const honest = listHonest(scenario);
    expect(honest.flatMap(held).sort((a, b) => a - b)).toEqual(Array.from({ length: 120 }, (_, k) => k));
    for (const [k, worker] of listCorrupted(scenario).entries())
      expect(held(worker)).toEqual(held(honest[k]));
    const all = deal({ partition }, placed);
    expect(all.held(honest[0]).length).toBeLessThan(held(honest[0]).length);
  },
);

test('more corrupted workers than honest ones begin with the first share again', () => {
  const { held } = deal({ deal: 'honest' }, { corrupted: 6 });
  expect([0, 1, 2, 3, 4, 5].map((worker) => held(worker)[0])).toEqual(
    [6, 7, 6, 7, 6, 7].map((worker) => held(worker)[0]),
  );
});

test('the largest batch is by the shares that are dealt, and somebody has to be honest', () => {
  expect(() => deal({ deal: 'honest' }, { batch: 25 })).toThrow(
    '1 to 24: 120 training images dealt to 5 workers',
  );
  expect(() => deal({}, { batch: 16 })).toThrow('1 to 15: 120 training images dealt to 8 workers');
  expect(() => deal({ deal: 'honest' }, { corrupted: 8 })).toThrow('data.deal: nobody is honest');
});
