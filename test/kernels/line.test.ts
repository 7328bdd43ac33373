import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forgetKeptRows } from '../../src/kernels/keptRows.js';
import { drawLine } from '../../src/kernels/line.js';
import { stream } from '../../src/random/stream.js';

const doubles = (length: number, seed: number): Float64Array => {
  const random = stream(seed, 'a line');
  return Float64Array.from({ length }, () => (random.uniform() - 0.5) * 10 ** (12 * random.uniform() - 6));
};

const twin = (point: Float64Array | null, direction: Float64Array, factor: number): Float32Array =>
  Float32Array.from(direction, (value, c) => (point === null ? factor * value : point[c] + factor * value));

test('points of a line are rounded once, with a point and without, bit for bit as in plain TypeScript', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 }),
      fc.nat(1e6),
      fc.double({ noNaN: true }),
      (length, seed, factor) => {
        const [point, direction] = [doubles(length, seed), doubles(length, seed + 1)];
        for (const from of [point, null]) {
          const draw = drawLine(from, direction);
          for (const one of [factor, -0.7, 1e-3]) {
            const out = new Float32Array(length).fill(9);
            draw(out, one);
            expect(out).toEqual(twin(from, direction, one));
          }
        }
      },
    ),
  );
});

test('what is not finite stays so', () => {
  const [point, direction] = [
    Float64Array.of(1, NaN, 0, Infinity, 1e300),
    Float64Array.of(NaN, 1, 0, 1, 1e300),
  ];
  const out = new Float32Array(5);
  drawLine(point, direction)(out, 2);
  expect(out).toEqual(Float32Array.of(NaN, NaN, 0, Infinity, Infinity));
});

test('lines that are drawn in turn do not mix, nor do lines whose place was forgotten', () => {
  const [a, b, c] = [doubles(9, 1), doubles(9, 2), doubles(30, 3)];
  const [first, second, third] = [drawLine(a, b), drawLine(b, a), drawLine(null, c)];
  for (const factor of [2, 3]) {
    for (const [draw, expected] of [
      [first, twin(a, b, factor)],
      [second, twin(b, a, factor)],
      [third, twin(null, c, factor)],
    ] as const) {
      const out = new Float32Array(expected.length);
      draw(out, factor);
      expect(out).toEqual(expected);
      if (factor === 3) forgetKeptRows();
    }
  }
});

test('a line that is too long to be kept is drawn all the same', () => {
  const long = new Float64Array(2 ** 21).fill(0.5);
  const out = new Float32Array(2 ** 21);
  const draw = drawLine(long, long);
  for (const factor of [1, 3]) {
    draw(out, factor);
    expect([out[0], out[1000], out.at(-1)]).toEqual(new Array(3).fill(0.5 + factor * 0.5));
  }
});
