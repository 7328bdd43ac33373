import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measureCloud, probeSquares } from '../../src/attacks/cloud/honestCloud.js';
import { probeError } from '../../src/attacks/cloud/probeError.js';
import { drawLine } from '../../src/kernels/line.js';
import { squaredDistances } from '../../src/kernels/distances.js';
import { madeRows } from '../../src/testing/madeRows.js';

interface Case {
  readonly seed: number;
  readonly length: number;
  readonly scale: number;
  readonly spread: number;
  readonly t: number;
}

/** Rows about a point, and the squares by formula and by measuring the report. */
function compare({ seed, length, scale, spread, t }: Case) {
  const [center, away, ...noise] = madeRows(7, length, seed);
  const point = Float64Array.from(center, (value) => scale * value);
  const direction = Float64Array.from(away, (value) => scale * spread * value);
  const rows = noise.map((row) => row.map((value, c) => point[c] + scale * spread * value));
  const cloud = measureCloud([rows], new Float64Array(25), point, direction);
  const report = new Float32Array(length);
  drawLine(point, direction)(report, -t);
  const measured = squaredDistances([report, ...rows]).slice(1, 6);
  const pointLength = Math.hypot(...point);
  const error = probeError(cloud, t, { pointLength, coordinates: length });
  const off = Array.from(probeSquares(cloud, t), (square, row) => Math.abs(square - measured[row]) / square);
  return { error, off: Math.max(...off) };
}

test('distances of a formula are off by no more than is said', () => {
  const tens = (from: number, to: number) => fc.integer({ min: from, max: to }).map((power) => 10 ** power);
  const cases = fc.record({
    seed: fc.nat(1e6),
    length: fc.integer({ min: 1, max: 40 }),
    ...{ scale: tens(-44, 36), spread: tens(-9, 2), t: fc.double({ min: -30, max: 30, noNaN: true }) },
  });
  fc.assert(
    fc.property(cases, (one) => {
      const { error, off } = compare(one);
      // A square of 0, or one that is not finite, is never vouched for.
      expect(Number.isFinite(off) ? off <= error : error === Infinity).toBe(true);
    }),
    { numRuns: 2000 },
  );
});

test('and not by orders of magnitude less', () => {
  const ratios = Array.from({ length: 200 }, (_, seed) => {
    const { error, off } = compare({ seed, length: 30, scale: 1, spread: 0.01, t: 2 });
    expect(error).toBeLessThan(1e-4);
    return off / error;
  });
  expect(Math.max(...ratios)).toBeGreaterThan(0.1);
});

test('nothing is said of reports that may round to infinity', () => {
  expect(compare({ seed: 1, length: 9, scale: 1e37, spread: 1, t: 3 }).error).toBeLessThan(1e-5);
  expect(compare({ seed: 1, length: 9, scale: 1e37, spread: 1, t: 30 }).error).toBe(Infinity);
});
