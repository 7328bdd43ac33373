import { expect, test } from 'vitest';
import { meanAndDeviation } from '../../src/kernels/meanAndDeviation.js';
import { computeMeans } from '../../src/kernels/computeMeans.js';

test.each([1, 3, 8])('means of %i vectors in blocks are those of mean and deviation, bit for bit', (n) => {
  const lengths = [5, 64, 3];
  const blocks = lengths.map((length, block) =>
    Array.from({ length: n }, (_, row) =>
      Float32Array.from({ length }, (__, c) => Math.sin(block * 17 + row * 31 + c) * 10 ** (c % 5)),
    ),
  );
  const means = computeMeans(blocks);
  expect(means).toEqual(meanAndDeviation(blocks).means);
  const [first] = blocks[0];
  const bySum = blocks[0].reduce((sum, row) => sum + row[2], 0) / n;
  expect(means).toHaveLength(72);
  expect(means[2]).toBe(bySum);
  expect(n === 1 || means[2] !== first[2]).toBe(true);
  const keepOf = (block: number) => ({ slot: `means ${block}`, session: n });
  for (const _ of ['copied', 'kept']) expect(computeMeans(blocks, keepOf)).toEqual(means);
});
