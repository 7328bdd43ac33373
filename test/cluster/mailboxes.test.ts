import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/actors/messages.js';
import { Mailboxes } from '../../src/cluster/mailboxes.js';
import { ReadyQueue } from '../../src/cluster/readyQueue.js';
import { buffersOf } from '../../src/cluster/transfer.js';

const summary = (index: number, of: number): Message => ({
  to: 'server/0',
  kind: 'summary',
  part: { index, of },
  body: { loss: index, hash: '', confided: null },
});

describe('mailboxes', () => {
  test('give an inbox out when its last part has come, in the order of parts whatever came first', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }), (order) => {
        const mailboxes = new Mailboxes(1);
        const given = order.map((index) => mailboxes.post(summary(index, 7)));
        expect(given.slice(0, -1).flat()).toEqual([]);
        expect(given[6]).toEqual([
          {
            to: 'server/0',
            inbox: {
              kind: 'summary',
              bodies: [0, 1, 2, 3, 4, 5, 6].map((loss) => ({ loss, hash: '', confided: null })),
            },
          },
        ]);
        expect(mailboxes.unfinished()).toEqual([]);
      }),
    );
  });

  test('give a message to all shards to each', () => {
    const body = { ownSquares: [1, 2, 3] };
    const given = new Mailboxes(3).post({ to: 'shards', kind: 'report', part: { index: 0, of: 1 }, body });
    expect(given.map(({ to, inbox }) => [to, inbox.bodies])).toEqual(
      [0, 1, 2].map((shard) => [`shard/${shard}`, [body]]),
    );
  });

  test('refuse a part that comes twice, lies outside or disagrees about the number of parts', () => {
    const mailboxes = new Mailboxes(1);
    mailboxes.post(summary(0, 3));
    expect(() => mailboxes.post(summary(0, 3))).toThrow('server/0 summary: part 0 of 3 twice');
    expect(() => mailboxes.post(summary(3, 3))).toThrow('part 3 of 3');
    expect(() => mailboxes.post(summary(1, 4))).toThrow('parts of 4 and of 3');
    expect(mailboxes.unfinished()).toEqual(['server/0 summary (2 missing)']);
  });
});

describe('the ready queue', () => {
  const delivery = (to: `worker/${number}` | `shard/${number}`) => ({
    to,
    inbox: { kind: 'compute' as const, bodies: [{}] },
  });

  test('gives every delivery once, large batches first', () => {
    const queue = new ReadyQueue();
    for (let k = 0; k < 51; k++) queue.push(delivery(`worker/${k}`));
    const batches: number[] = [];
    const seen: string[] = [];
    for (let batch = queue.take(new Set(), 2); batch.length > 0; batch = queue.take(new Set(), 2)) {
      batches.push(batch.length);
      seen.push(...batch.map(({ to }) => to));
    }
    expect(seen).toEqual(Array.from({ length: 51 }, (_, k) => `worker/${k}`));
    expect(batches).toEqual([...batches].sort((a, b) => b - a));
    expect(batches[0]).toBe(13);
    expect(batches[batches.length - 1]).toBe(1);
  });

  test('gives shards before workers, and nothing to an actor that is busy', () => {
    const queue = new ReadyQueue();
    queue.push(delivery('worker/0'));
    queue.push(delivery('shard/0'));
    queue.push(delivery('shard/0'));
    expect(queue.take(new Set(), 1).map(({ to }) => to)).toEqual(['shard/0']);
    expect(queue).toHaveLength(2);
    expect(queue.take(new Set(['shard/0'] as const), 1).map(({ to }) => to)).toEqual(['worker/0']);
    expect(queue.take(new Set(['shard/0'] as const), 1)).toEqual([]);
    expect(queue.take(new Set(), 1).map(({ to }) => to)).toEqual(['shard/0']);
  });
});

describe('buffersOf', () => {
  test('finds the buffers of all typed arrays, but not shared memory', () => {
    const [a, b] = [Float32Array.of(1), Float64Array.of(2)];
    const shared = new Float32Array(new SharedArrayBuffer(4));
    expect(buffersOf({ x: [a, { y: b }], z: shared, n: null, list: [1, 2] })).toEqual([a.buffer, b.buffer]);
  });

  test('refuses what would tear arrays apart: a part of a buffer, one buffer twice, one that was sent', () => {
    const array = Float32Array.of(1, 2);
    expect(() => buffersOf(array.subarray(1))).toThrow('part of a buffer');
    expect(() => buffersOf([array, array])).toThrow('the same buffer');
    structuredClone(array, { transfer: [array.buffer] });
    expect(() => buffersOf([array])).toThrow('empty or detached');
  });
});
