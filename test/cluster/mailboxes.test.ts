import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Message } from '../../src/actors/messages.js';
import { Mailboxes } from '../../src/cluster/mailboxes.js';
import { listBuffers } from '../../src/cluster/transfer.js';

const summary = (index: number, of: number): Message => ({
  to: 'server/0',
  kind: 'summary',
  part: { index, of },
  body: { loss: index, hash: '', confided: null, facts: null },
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
              bodies: [0, 1, 2, 3, 4, 5, 6].map((loss) => ({ loss, hash: '', confided: null, facts: null })),
            },
          },
        ]);
        expect(mailboxes.unfinished()).toEqual([]);
      }),
    );
  });

  test('give a message to all shards to each', () => {
    const body = { facts: { z: 1.5 }, hasVector: true };
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

describe('listBuffers', () => {
  test('finds the buffers of all typed arrays, but not shared memory', () => {
    const [a, b] = [Float32Array.of(1), Float64Array.of(2)];
    const shared = new Float32Array(new SharedArrayBuffer(4));
    expect(listBuffers({ x: [a, { y: b }], z: shared, n: null, list: [1, 2] })).toEqual([a.buffer, b.buffer]);
  });

  test('refuses what would tear arrays apart: a part of a buffer, one buffer twice, one that was sent', () => {
    const array = Float32Array.of(1, 2);
    expect(() => listBuffers(array.subarray(1))).toThrow('part of a buffer');
    expect(() => listBuffers([array, array])).toThrow('the same buffer');
    structuredClone(array, { transfer: [array.buffer] });
    expect(() => listBuffers([array])).toThrow('empty or detached');
  });
});
