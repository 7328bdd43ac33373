import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/actors/messages.js';
import { actorAt, claim, createOffer, hasWork, nowhere, unclaimed } from '../../src/cluster/offer.js';
import type { Delivery } from '../../src/cluster/threadJob.js';
import { WorkQueue } from '../../src/cluster/workQueue.js';

const delivery = (to: Address) => ({ to, inbox: { kind: 'compute' as const, bodies: [{}] }, state: null });
const workers = (count: number) => Array.from({ length: count }, (_, k) => delivery(`worker/${k}`));

describe('an offer', () => {
  test('is done by the threads that were handed it, each delivery once, whoever is faster', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 60 });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 20 }),
        fc.integer({ min: 1, max: 9 }),
        steps,
        (n, most, order) => {
          const offer = createOffer('worker', workers(n), most);
          const claims = [0, 1, 2].map(() => claim(offer, nowhere()));
          const done: string[][] = [[], [], []];
          for (const thread of [
            ...order,
            ...Array<number>(3 * n)
              .fill(0)
              .map((_, k) => k % 3),
          ]) {
            const { value } = claims[thread].next();
            if (value) done[thread].push(value.to);
          }
          const all = done.flat().sort();
          expect(new Set(all).size).toBe(all.length);
          expect(all).toHaveLength(Math.min(n, 3 * most));
          for (const some of done) expect(some.length).toBeLessThanOrEqual(most);
          expect(unclaimed(offer)).toBe(n - all.length);
        },
      ),
    );
  });

  test('has work for one more thread as long as those on their way leave something', () => {
    const offer = createOffer('worker', workers(3));
    expect(hasWork(offer)).toBe(true);
    offer.handed = 3; // all three on their way
    expect(hasWork(offer)).toBe(false);
    claim(offer, nowhere()).next(); // one arrived and claimed
    expect(hasWork(offer)).toBe(false);
    offer.handed = 2;
    expect(hasWork(offer)).toBe(true); // two are left, one is on its way
  });

  test('is handed no more often than it has deliveries, even while a thread that arrived has claimed none yet', () => {
    const offer = createOffer('worker', workers(1));
    offer.handed = 1;
    Atomics.add(offer.claims, 1, 1); // arrived, and not one step further
    expect(unclaimed(offer)).toBe(1);
    expect(hasWork(offer)).toBe(false);
  });

  test('tells where a thread is', () => {
    const offer = createOffer('worker', workers(2));
    const current = nowhere();
    const claims = claim(offer, current);
    expect(actorAt(offer.deliveries, current)).toBe(null);
    claims.next();
    claims.next();
    expect(actorAt(offer.deliveries, current)).toBe('worker/1');
  });
});

describe('the work queue', () => {
  /**
   * Has one thread after the other do what it is handed, until there is nothing.
   * Returns the actors of each offer.
   */
  const drained = (queue: WorkQueue) => {
    const offers: string[][] = [];
    for (let offer = queue.next(); offer !== null; offer = queue.next()) {
      const done = [...claim(offer, nowhere())].map(({ to }) => to);
      for (const to of done) queue.done(to, null);
      offers.push(done);
    }
    return offers;
  };

  test('offers workers together, given back in parts, in which every thread has two', () => {
    const queue = new WorkQueue(2);
    for (const one of workers(51)) queue.push(one);
    expect(queue).toHaveLength(51);
    const offers = drained(queue);
    expect(offers.map(({ length }) => length)).toEqual([13, 13, 13, 12]);
    expect(offers.flat()).toEqual(workers(51).map(({ to }) => to));
    expect(queue).toHaveLength(0);
  });

  test('splits what many threads are offered, so that no message grows with their number', () => {
    const queue = new WorkQueue(64);
    for (const one of workers(501)) queue.push(one);
    const offers = Array.from({ length: 64 }, () => queue.next()!);
    const sizes = offers.map(({ deliveries }) => deliveries.length);
    expect(Math.max(...sizes)).toBe(32);
    const handed = new Set(offers).size;
    expect(handed).toBeLessThanOrEqual(3); // each has work for some 32 threads
  });

  test('puts shards before workers and the server before both, and offers nothing to an actor that is busy', () => {
    const queue = new WorkQueue(1);
    for (const to of ['worker/0', 'shard/0', 'shard/0', 'server/0'] as const) queue.push(delivery(to));
    expect(queue.next()!.kind).toBe('server');
    const shard = queue.next()!;
    expect(shard.deliveries.map(({ to }) => to)).toEqual(['shard/0']);
    expect([...claim(shard, nowhere())]).toHaveLength(1);
    expect(queue.next()!.kind).toBe('worker'); // shard/0 is busy
    queue.done('shard/0', { kept: 7 });
    expect(queue.next()!.deliveries).toMatchObject([{ to: 'shard/0', state: { kept: 7 } }]);
  });

  test('offers evaluators one by one, and what is transferred by itself', () => {
    const evaluators = new WorkQueue(1);
    for (const to of ['evaluator/0', 'evaluator/1'] as const) evaluators.push(delivery(to));
    expect(drained(evaluators)).toEqual([['evaluator/0'], ['evaluator/1']]);
    const queue = new WorkQueue(1);
    const body = { slice: { from: 0, count: 1 }, part: { index: 0, of: 1 }, statistics: Float32Array.of(1) };
    const loaded = { to: 'shard/1' as const, inbox: { kind: 'evaluate' as const, bodies: [body] } };
    for (const one of [delivery('shard/0'), loaded, delivery('shard/2'), delivery('shard/3')] as Delivery[]) {
      queue.push(one);
    }
    expect(drained(queue)).toEqual([['shard/0'], ['shard/1'], ['shard/2', 'shard/3']]);
    queue.done('shard/0', { sums: Float64Array.of(1) }); // a state is sent along
    for (const to of ['shard/2', 'shard/0', 'shard/3'] as const) queue.push(delivery(to));
    expect(drained(queue)).toEqual([['shard/2'], ['shard/0'], ['shard/3']]);
  });
});
