import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  convolution,
  convolutionInputGradient,
  convolutionKernelGradient,
} from '../../src/kernels/convolution.js';
import { addScaled } from '../../src/kernels/addScaled.js';
import { dataLayer, dataLayerKernelGradient } from '../../src/kernels/dataLayer.js';
import { squaredDistances, squaredDistancesBehind, squaredDistancesTo } from '../../src/kernels/distances.js';
import { columnMean } from '../../src/kernels/columnMean.js';
import { distancesToMean } from '../../src/kernels/distancesToMean.js';
import { meanAndDeviation } from '../../src/kernels/meanAndDeviation.js';
import { meanNearestMedian } from '../../src/kernels/meanNearestMedian.js';
import { type Images, type Pixels, writeImageValues } from '../../src/kernels/images.js';
import { momentumStep } from '../../src/kernels/momentumStep.js';
import { perceptronGradient, perceptronLogits } from '../../src/kernels/perceptron.js';
import {
  pooledConvolution,
  pooledConvolutionGradient,
  pooledSize,
} from '../../src/kernels/pooledConvolution.js';
import { simd } from '../../src/kernels/simd.js';
import { weightedSums } from '../../src/kernels/weightedSums.js';
import { trimmedColumnMean } from '../../src/kernels/trimmedColumnMean.js';
import * as twins from './twins.js';

/** Real-looking values of very different sizes, from a seed. */
function values(count: number, seed: number): Float32Array {
  let state = seed >>> 0;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state / 2 ** 32 - 0.5) * 2 ** ((state >>> 8) % 12);
  });
}

/** The same in float64, with digits that float32 does not have. */
function doubles(count: number, seed: number): Float64Array {
  return Float64Array.from(values(count, seed), (value) => value / 3);
}

/** The same with most values equal to the first, as in an image. */
function image(count: number, seed: number): Float64Array {
  const all = doubles(count, seed);
  return all.map((value, k) => ((k * 7919 + seed) % 5 === 0 ? value : all[0]));
}

/** Pixels, most of them equal to the first; two bytes stand for the same value as that. */
function makePixels(count: number, seed: number): Pixels {
  const table = doubles(256, seed);
  const bytes = Uint8Array.from({ length: count }, (_, k) =>
    (k * 7919 + seed) % 5 === 0 ? (k * 31) % 256 : 7,
  );
  for (const same of [62, 124]) table[same] = table[bytes[0]];
  return { bytes, tables: [table] };
}

/** Rows of few different values, some of them not finite, or of many: ties, and none. */
function columns(n: number, length: number, seed: number, ties: boolean): Float32Array[] {
  const few = [-3, -1, 0, 0.5, 0.5, 1, 7, Number.NaN, Infinity, -Infinity];
  return Array.from({ length: n }, (_, i) =>
    values(length, seed + 31 * i).map((value) =>
      ties ? few[Math.abs(Math.trunc(value * 97)) % few.length] : value,
    ),
  );
}

const sizes = fc.record({
  batch: fc.integer({ min: 1, max: 9 }),
  inputs: fc.integer({ min: 1, max: 40 }),
  outputs: fc.integer({ min: 1, max: 13 }),
  seed: fc.nat(1e6),
});

describe('SIMD kernels equal their plain twins, bit for bit:', () => {
  test('dataLayer', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), ({ batch, inputs, outputs, seed }, sparse) => {
        const data = (sparse ? image : doubles)(batch * inputs, seed);
        const kernel = values(inputs * outputs, seed + 1);
        const bias = values(outputs, seed + 2);
        expect(dataLayer(data, kernel, bias)).toEqual(twins.dataLayer(data, kernel, bias));
      }),
    );
  });

  describe('perceptron', () => {
    const perceptrons = fc.record({
      batch: fc.integer({ min: 1, max: 40 }),
      inputs: fc.integer({ min: 1, max: 40 }),
      hidden: fc.integer({ min: 1, max: 9 }),
      classes: fc.integer({ min: 1, max: 7 }),
      seed: fc.nat(1e6),
      kind: fc.constantFrom('values', 'mostly background', 'pixels'),
      scale: fc.constantFrom(1, 1 / 4096), // at 1 logits are so far apart that most powers are 0
    });
    type Made = typeof perceptrons extends fc.Arbitrary<infer T> ? T : never;
    const made = ({ batch, inputs, hidden, classes, seed, kind, scale }: Made) => {
      const pixels = makePixels(batch * inputs, seed);
      const parameters = values(inputs * hidden + hidden + hidden * classes + classes, seed + 1);
      return {
        shape: { inputs, hidden, classes },
        data: kind === 'pixels' ? pixels : (kind === 'values' ? doubles : image)(batch * inputs, seed),
        labels: Int32Array.from({ length: batch }, (_, b) => (b * 31 + seed) % classes),
        parameters: parameters.map((value) => scale * value),
      };
    };
    const plain = (data: Images) =>
      data instanceof Float64Array ? data : writeImageValues(data, new Float64Array(data.bytes.length));

    test('gradient, with and without l2', () => {
      fc.assert(
        fc.property(perceptrons, fc.constantFrom(0, 0.01), (sizes, l2) => {
          const { shape, parameters, data, labels } = made(sizes);
          const gradient = new Float32Array(parameters.length);
          const loss = perceptronGradient(shape, parameters, data, labels, gradient, l2);
          const expected = twins.perceptronGradient(shape, parameters, plain(data), labels, l2);
          expect([loss, gradient]).toEqual(expected);
        }),
      );
    });

    test('gradient and logits of images of several channels, each by its own table', () => {
      const { bytes } = makePixels(4 * 6, 5);
      const data = { bytes, tables: [1, 2, 3].map((seed) => doubles(256, seed)) };
      const { shape, parameters, labels } = made({
        ...{ batch: 4, inputs: 6, hidden: 3, classes: 2, seed: 5, kind: 'values', scale: 1 / 4096 },
      });
      const gradient = new Float32Array(parameters.length);
      const loss = perceptronGradient(shape, parameters, data, labels, gradient, 0);
      expect([loss, gradient]).toEqual(twins.perceptronGradient(shape, parameters, plain(data), labels, 0));
      const found = perceptronLogits(shape, parameters, data, labels);
      expect(found).toEqual(perceptronLogits(shape, parameters, plain(data), labels));
    });

    test('logits', () => {
      fc.assert(
        fc.property(perceptrons, (sizes) => {
          const { shape, parameters, data, labels } = made(sizes);
          const expected = twins.perceptronLogits(shape, parameters, plain(data), labels);
          expect(perceptronLogits(shape, parameters, data, labels)).toEqual(expected);
        }),
      );
    });
  });

  test('dataLayerKernelGradient', () => {
    fc.assert(
      fc.property(sizes, fc.boolean(), ({ batch, inputs, outputs, seed }, sparse) => {
        const data = (sparse ? image : doubles)(batch * inputs, seed);
        const slopes = values(batch * outputs, seed + 1);
        const expected = twins.dataLayerKernelGradient(data, slopes, outputs);
        const out = new Float32Array(inputs * outputs);
        dataLayerKernelGradient(data, slopes, batch, out);
        expect(out).toEqual(expected);
      }),
    );
  });

  test('convolution and the gradient of its kernel', () => {
    const shapes = fc.record({
      batch: fc.integer({ min: 1, max: 9 }),
      input: fc.tuple(
        fc.integer({ min: 4, max: 12 }),
        fc.integer({ min: 4, max: 12 }),
        fc.constantFrom(1, 3, 4, 8, 40),
      ),
      kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
      outputs: fc.integer({ min: 1, max: 17 }),
      stride: fc.integer({ min: 1, max: 3 }),
      pad: fc.integer({ min: 0, max: 2 }),
      seed: fc.nat(1e6),
    });
    fc.assert(
      fc.property(shapes, ({ outputs, seed, ...shape }) => {
        const [rows, columns] = [0, 1].map((axis) =>
          Math.floor((shape.input[axis] + 2 * shape.pad - shape.kernel[axis]) / shape.stride + 1),
        );
        const sizes = { ...shape, output: [rows, columns, outputs] } as const;
        const input = values(sizes.batch * sizes.input[0] * sizes.input[1] * sizes.input[2], seed);
        const slopes = values(sizes.batch * rows * columns * outputs, seed + 1);
        const kernel = values(sizes.kernel[0] * sizes.kernel[1] * sizes.input[2] * outputs, seed + 2);
        expect(convolution(input, kernel, sizes)).toEqual(twins.convolution(input, kernel, sizes));
        expect(convolutionKernelGradient(input, slopes, sizes)).toEqual(
          twins.convolutionKernelGradient(input, slopes, sizes),
        );
      }),
    );
  });

  test('pooledConvolution and its gradient', () => {
    const shapes = fc.record({
      batch: fc.integer({ min: 1, max: 3 }),
      input: fc.tuple(
        fc.integer({ min: 7, max: 10 }),
        fc.integer({ min: 7, max: 10 }),
        fc.integer({ min: 1, max: 5 }),
      ),
      kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
      outputs: fc.integer({ min: 1, max: 17 }),
      pool: fc.integer({ min: 1, max: 4 }),
      seed: fc.nat(1e6),
    });
    fc.assert(
      fc.property(shapes, fc.boolean(), ({ seed, ...sizes }, ties) => {
        const some = (count: number, from: number) =>
          values(count, from).map((value) =>
            ties ? Math.sign(value) * (Math.abs(value) > 2 ? 1 : 0) : value,
          );
        const input = some(sizes.batch * sizes.input[0] * sizes.input[1] * sizes.input[2], seed);
        const kernel = some(sizes.kernel[0] * sizes.kernel[1] * sizes.input[2] * sizes.outputs, seed + 1);
        const bias = values(sizes.outputs, seed + 2);
        const pooled = pooledConvolution(input, kernel, bias, sizes);
        expect(pooled).toEqual(twins.pooledConvolution(input, kernel, bias, sizes));
        const [rows, columns] = pooledSize(sizes);
        const slopes = some(sizes.batch * rows * columns * sizes.outputs, seed + 3);
        const arrays = { input, kernel, slopes, places: pooled.places };
        const expected = twins.pooledConvolutionGradient(arrays, sizes);
        expect(pooledConvolutionGradient(arrays, sizes, true)).toEqual(expected);
        expect(pooledConvolutionGradient(arrays, sizes, false)).toEqual({ ...expected, input: null });
      }),
    );
  });

  const reports = fc.record({
    n: fc.integer({ min: 1, max: 60 }),
    length: fc.integer({ min: 1, max: 9 }),
    seed: fc.nat(1e6),
    ties: fc.boolean(),
  });

  test('trimmedColumnMean', () => {
    fc.assert(
      fc.property(reports, ({ n, length, seed, ties }) => {
        const rows = columns(n, length, seed, ties);
        const drop = seed % Math.ceil(n / 2);
        expect(trimmedColumnMean(rows, drop)).toEqual(twins.trimmedColumnMean(rows, drop));
      }),
    );
  });

  test('meanNearestMedian', () => {
    fc.assert(
      fc.property(reports, ({ n, length, seed, ties }) => {
        const rows = columns(n, length, seed, ties);
        const keep = 1 + (seed % n);
        expect(meanNearestMedian(rows, keep)).toEqual(twins.meanNearestMedian(rows, keep));
      }),
    );
  });

  test('squaredDistances of some rows to all, and to those behind them', () => {
    const shape = fc.tuple(fc.integer({ min: 1, max: 14 }), fc.integer({ min: 1, max: 30 }), fc.nat(1e6));
    fc.assert(
      fc.property(shape, fc.nat(14), ([n, length, seed], wanted) => {
        const different = columns(n, length, seed, false);
        const rows = different.map((row, i) => (i % 4 === 3 ? different[(seed + i) % n] : row)); // colluders
        const some = Math.min(n, wanted);
        const all = twins.squaredDistances(rows);
        const isMeasured = (k: number) => Math.min(Math.floor(k / n), k % n) < some;
        expect(squaredDistances(rows, some)).toEqual(all.map((square, k) => (isMeasured(k) ? square : 0)));
        const behind = all.filter((_, k) => k % n > Math.floor(k / n) && Math.floor(k / n) < some);
        expect(squaredDistancesBehind(rows, some)).toEqual(behind);
      }),
    );
  });

  test('columnMean, meanAndDeviation and squaredDistancesTo', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(1e6),
        (n, length, seed) => {
          const rows = columns(n, length, seed, false);
          expect(columnMean(rows)).toEqual(twins.columnMean(rows));
          expect(meanAndDeviation([rows])).toEqual(twins.meanAndDeviation(rows));
          const cut = [rows.map((row) => row.subarray(0, 1)), rows.map((row) => row.subarray(1))];
          if (length > 1) expect(meanAndDeviation(cut)).toEqual(twins.meanAndDeviation(rows));
          const target = values(length, seed + 1);
          expect(squaredDistancesTo(rows, target)).toEqual(twins.squaredDistancesTo(rows, target));
          const counts = rows.map((_, row) => (seed >> row) % 3 > 0 || row === n - 1);
          const mean = twins.columnMean(rows.filter((_, row) => counts[row])).aggregate;
          const squares = twins.squaredDistancesTo(rows, mean);
          expect(distancesToMean(rows, counts)).toEqual({ mean, squares });
        },
      ),
    );
  });

  test('momentumStep, which leaves what it starts from', () => {
    const scalar = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 30 }),
        fc.nat(1e6),
        scalar,
        scalar,
        (length, seed, momentum, rate) => {
          const before = { parameters: values(length, seed), velocity: values(length, seed + 1) };
          const kept = { parameters: before.parameters.slice(), velocity: before.velocity.slice() };
          const gradient = values(length, seed + 2);
          const next = { parameters: new Float32Array(length), velocity: new Float32Array(length) };
          const squares = momentumStep(before, gradient, { momentum, rate }, next);
          expect({ ...next, squares }).toEqual(twins.momentumStep(before, gradient, momentum, rate));
          expect(before).toEqual(kept);
        },
      ),
    );
  });

  test('weightedSums, of several mixes in which rows have no weight, finite or not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 20 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(1e6),
        fc.boolean(),
        (n, length, seed, ties) => {
          const rows = columns(n, length, seed, ties);
          const mixes = [1, 2, 3].map((mix) =>
            [...doubles(n, seed + mix)].map((weight, i) => ((i * 7 + seed) % 3 === mix ? 0 : weight)),
          );
          mixes.push(new Array<number>(n).fill(0));
          expect(weightedSums(rows, mixes)).toEqual(twins.weightedSums(rows, mixes));
        },
      ),
    );
  });

  test('addScaled', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.nat(1e6), (length, seed) => {
        const source = values(length, seed);
        const [factor] = doubles(1, seed + 1);
        const [target, expected] = [values(length, seed + 2), values(length, seed + 2)];
        addScaled(target, factor, source);
        twins.addScaled(expected, factor, source);
        expect(target).toEqual(expected);
      }),
    );
  });

  test('squaredDistances', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 14 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(1e6),
        (n, d, seed) => {
          const rows = Array.from({ length: n }, (_, i) => values(d, seed + 31 * i));
          expect(squaredDistances(rows)).toEqual(twins.squaredDistances(rows));
        },
      ),
    );
  });

  test('squaredDistances of rows of which some are equal, or almost, or not finite', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 14 }),
        fc.integer({ min: 1, max: 30 }),
        fc.nat(1e6),
        (kinds, d, seed) => {
          const rows = kinds.map((kind) => {
            const row = values(d, seed + 31 * Math.min(kind, 2));
            if (kind === 3) row[d - 1] += 1; // equal to kind 2 but for its last coordinate
            if (kind === 4) row[d - 1] = Infinity;
            return row;
          });
          expect(squaredDistances(rows)).toEqual(twins.squaredDistances(rows));
        },
      ),
    );
  });
});

test('the gradient of a convolution’s input takes every slope back to where it came from', () => {
  // One slope: the gradient is the kernel's part for that output, where its patch lies in the input.
  const sizes = { batch: 1, input: [4, 5, 1], output: [2, 2, 2], kernel: [3, 3], stride: 2, pad: 1 } as const;
  const kernel = Float32Array.from({ length: 18 }, (_, k) => k + 1); // [ky, kx, 1, j]
  const slopes = new Float32Array(8);
  slopes[7] = 10; // y = 1, x = 1, j = 1: the patch begins at row 1, column 1
  const rows = [
    [0, 0, 0, 0, 0],
    [0, 20, 40, 60, 0],
    [0, 80, 100, 120, 0],
    [0, 140, 160, 180, 0],
  ];
  expect([...convolutionInputGradient(slopes, kernel, sizes)]).toEqual(rows.flat());
});

test('the data layer is what its formula says', () => {
  const data = Float64Array.of(1, 2, 1, 3);
  const kernel = Float32Array.of(1, 10, 100, 1000);
  expect([...dataLayer(data, kernel, Float32Array.of(0.5, 0.25))]).toEqual([201.5, 2010.25, 301.5, 3010.25]);
  const out = new Float32Array(4);
  dataLayerKernelGradient(data, Float32Array.of(1, 2, 10, 20), 2, out);
  expect([...out]).toEqual([11, 22, 32, 64]);
});

test('arrays are laid out on multiples of 16 bytes, and the memory grows with them', () => {
  const { a, b, c } = simd().layOut({ a: ['f32', 3], b: ['f64', 1], c: ['f32', 3_000_000] });
  expect([a.at % 16, b.at % 16, c.at % 16]).toEqual([0, 0, 0]);
  expect(b.at).toBeGreaterThanOrEqual(a.at + 12);
  expect(c.view).toHaveLength(3_000_000);
});
