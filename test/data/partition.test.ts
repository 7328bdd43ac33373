import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  batchIndices,
  createPartition,
  drawPartitionOrder,
  interleaveIndices,
  localIndices,
} from '../../src/data/partition.js';
import { dealt } from '../../src/partitions/dealt.js';
import { stream } from '../../src/random/stream.js';

/** So many images in an order, dealt in turn. */
function deal(order: Uint32Array, workers: number) {
  const labels = new Uint8Array(order.length);
  return createPartition(dealt.assign({ order, labels, classes: 10, workers, random: stream(3, 'x') }, {}));
}

const sizes = (count: number, workers: number) => dealt.sizes!(count, workers);

describe('the deal', () => {
  const order = drawPartitionOrder(1000, 'shuffled', 3);
  const epochs = { partition: deal(order, 7), batch: 20, seed: 3, reshuffled: true };

  test('gives every image to exactly one worker in each pass', () => {
    const seen = Array.from({ length: 7 }, (_, worker) =>
      Array.from({ length: Math.floor(sizes(1000, 7)[worker] / 20) }, (_, round) => [
        ...batchIndices(epochs, worker, round),
      ]).flat(),
    );
    const all = seen.flat();
    expect(all).toHaveLength(7 * 140);
    expect(new Set(all).size).toBe(all.length);
  });

  test('reshuffles a share at each pass, but keeps it the same share', () => {
    const pass = (first: number) =>
      Array.from({ length: 7 }, (_, k) => [...batchIndices(epochs, 2, first + k)]).flat();
    expect(pass(7)).not.toEqual(pass(0));
    const share = new Set(Array.from({ length: 143 }, (_, k) => order[2 + 7 * k]));
    expect([...pass(0), ...pass(7)].every((index) => share.has(index))).toBe(true);
  });

  test('in sequential order worker i takes images i, i+n, i+2n, ...', () => {
    const partition = deal(drawPartitionOrder(60000, 'sequential', 3), 51);
    const sequential = { partition, batch: 3, seed: 3, reshuffled: false };
    expect([...batchIndices(sequential, 5, 0)]).toEqual([5, 56, 107]);
    expect([...batchIndices(sequential, 5, 1)]).toEqual([158, 209, 260]);
  });

  test('sizes of shares add up, and are those of the shares that are dealt', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 1, max: 60 }), (count, workers) => {
        const told = sizes(count, workers);
        expect(told.reduce((sum, size) => sum + size, 0)).toBe(count);
        expect(Math.max(...told) - Math.min(...told)).toBeLessThanOrEqual(1);
        const partition = deal(drawPartitionOrder(count, 'sequential', 3), workers);
        expect(told.map((_, worker) => localIndices(partition, worker).length)).toEqual(told);
      }),
      { numRuns: 30 },
    );
  });
});

test('what some workers hold together is the first image of each, then the second ones, and so on', () => {
  const partition = createPartition([[30, 31, 32], [10], [20, 21], [99]]);
  expect([...interleaveIndices(partition, [0, 1, 2])]).toEqual([30, 10, 20, 31, 21, 32]);
  expect([...interleaveIndices(partition, [0])]).toEqual([30, 31, 32]);
  expect([...interleaveIndices(partition, [2, 1])]).toEqual([20, 10, 21]);
  expect([...interleaveIndices(partition, [])]).toEqual([]);
});

test('a partition lies in shared memory, worker by worker', () => {
  const partition = createPartition([[7, 3], [], [5]]);
  expect(partition.indices.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect(partition.offsets.buffer).toBeInstanceOf(SharedArrayBuffer);
  expect([0, 1, 2].map((worker) => [...localIndices(partition, worker)])).toEqual([[7, 3], [], [5]]);
});
