import { describe, expect, test } from 'vitest';
import { sampleCoordinates, sampledCoordinates } from '../../src/actors/coordinateSamples.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { countElements, type Layout, parameterCount } from '../../src/models/layout.js';
import { models } from '../../src/models/models.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { layoutNamed } from '../support/entries.js';

/** A layout of kernels of these lengths. */
function buildLayout(...lengths: number[]): Layout {
  const tensors = lengths.map((length, k) => ({ name: `t${k}`, kind: 'kernel' as const, shape: [length] }));
  return { name: 'made up', inputShape: [1, 1, 1], classes: 2, tensors };
}

/** The tensor that each coordinate lies in. */
function findTensors(layout: Layout, coordinates: readonly number[]): number[] {
  return coordinates.map((coordinate) => {
    let end = 0;
    return layout.tensors.findIndex(({ shape }) => coordinate < (end += countElements(shape)));
  });
}

describe('the probes of a layout', () => {
  test('are 8, rising, each once, and those of the seed', () => {
    for (const layout of models) {
      for (const seed of [0, 1, 2]) {
        const probes = sampledCoordinates(layout, seed);
        expect(probes).toHaveLength(8);
        expect(probes).toEqual([...new Set(probes)].sort((a, b) => a - b));
        expect(probes[0]).toBeGreaterThanOrEqual(0);
        expect(probes[7]).toBeLessThan(parameterCount(layout));
        expect(sampledCoordinates(layout, seed)).toEqual(probes);
      }
      expect(sampledCoordinates(layout, 0)).not.toEqual(sampledCoordinates(layout, 1));
    }
    const { model } = findEntries(builtIn, expandScenario({ task: 'mnist-mlp', seed: 3 }));
    expect(sampledCoordinates(model, 3)).toEqual(sampledCoordinates(layoutNamed('mnist-mlp'), 3));
  });

  test('stay as they are: recordings rest on them', () => {
    const drawn = (['mnist-mlp', 'cifar10-cnn', 'cifar100-wrn40x4'] as const).map((name) =>
      sampledCoordinates(layoutNamed(name), 7),
    );
    expect(drawn).toEqual([
      [21439, 73376, 78497, 78499, 79107, 79437, 79507, 79509],
      [118, 447, 16870, 41081, 41831, 115488, 117575, 117703],
      [118, 157701, 343734, 795341, 1681479, 3043023, 6547659, 8972317],
    ]);
  });

  test('visit up to 8 tensors in turn', () => {
    const visited = (layout: Layout) => findTensors(layout, sampledCoordinates(layout, 5));
    expect(visited(layoutNamed('mnist-mlp'))).toEqual([0, 0, 1, 1, 2, 2, 3, 3]);
    expect(visited(buildLayout(9, 9, 9))).toEqual([0, 0, 0, 1, 1, 1, 2, 2]);
    expect(visited(buildLayout(...new Array<number>(8).fill(3)))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  test('of more tensors are in 8 that are spread evenly, from the first to the last', () => {
    const visited = (layout: Layout) => findTensors(layout, sampledCoordinates(layout, 5));
    expect(visited(layoutNamed('cifar10-cnn'))).toEqual([0, 1, 3, 4, 5, 6, 8, 9]);
    expect(visited(buildLayout(...new Array<number>(15).fill(2)))).toEqual([0, 2, 4, 6, 8, 10, 12, 14]);
    const deep = layoutNamed('cifar100-wrn40x4');
    expect(visited(deep)[7]).toBe(deep.tensors.length - 1);
  });

  test('are all coordinates where there are fewer, or small tensors are used up', () => {
    expect(sampledCoordinates(buildLayout(3, 2), 1)).toEqual([0, 1, 2, 3, 4]);
    expect(sampledCoordinates(buildLayout(8), 1)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const [first, ...rest] = findTensors(buildLayout(1, 100), sampledCoordinates(buildLayout(1, 100), 1));
    expect([first, rest]).toEqual([0, new Array(7).fill(1)]);
  });

  test('are any coordinate of a tensor, each about as often', () => {
    const counts = new Array<number>(16).fill(0);
    for (let seed = 0; seed < 2000; seed++)
      for (const c of sampledCoordinates(buildLayout(16), seed)) counts[c]++;
    for (const count of counts) expect(Math.abs(count - 1000)).toBeLessThan(120); // 5 standard deviations
  });
});

test('what lies in a block is taken from it: null where a value is not finite, a zero without a sign', () => {
  const rows = [Float32Array.of(1, 2, 3), Float32Array.of(-0, Infinity, NaN)];
  const probes = sampleCoordinates([9, 10, 12, 13], 10, rows, Float32Array.of(0.5, 1.5, -0));
  expect(probes).toEqual({
    reports: [
      [1, 0],
      [3, null],
    ],
    aggregate: [0.5, 0],
  });
});
