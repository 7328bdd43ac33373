import { simulate } from 'krumble';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, test } from 'vitest';
import type { Address } from '../../src/actors/results.js';
import type { Span } from '../../src/cluster/threadJob.js';
import { buildThreadTimeline } from '../../src/rounds/threadTimeline.js';
import { small } from '../support/small.js';

const span = (thread: number, actor: Address, startMs: number, endMs: number): Span => ({
  actor,
  phase: 'gradients',
  thread,
  startMs,
  endMs,
});

describe('what threads were busy with', () => {
  test('is told by thread and kind of actor, from the start of the round; neighbours of a kind are one', () => {
    const spans = [
      span(7, 'worker/1', 1010, 1020.123),
      span(2, 'worker/0', 1001.004, 1011),
      span(2, 'worker/2', 1011.4, 1020), // 0.4 ms behind the other
      span(2, 'shard/0', 1020, 1021),
      span(2, 'worker/3', 1021, 1022), // no neighbour of the worker's before
      span(7, 'worker/4', 1020.7, 1030), // 0.577 ms behind
      span(7, 'server/0', 1030, 1030.001),
    ];
    expect(buildThreadTimeline(spans, 1000, 100)).toEqual([
      {
        thread: 2,
        busy: [
          ['worker', 1, 20],
          ['shard', 20, 21],
          ['worker', 21, 22],
        ],
      },
      {
        thread: 7,
        busy: [
          ['worker', 10, 20.12],
          ['worker', 20.7, 30],
          ['server', 30, 30],
        ],
      },
    ]);
    expect(buildThreadTimeline([], 1000, 100)).toEqual([]);
  });

  test('lies within the round, whatever a clock that jumped says', () => {
    const spans = [
      span(1, 'worker/0', 900, 950),
      span(1, 'shard/0', 1010, 400),
      span(2, 'worker/1', 1050, 9000),
    ];
    expect(buildThreadTimeline(spans, 1000, 100)).toEqual([
      {
        thread: 1,
        busy: [
          ['worker', 0, 0],
          ['shard', 10, 10],
        ],
      },
      { thread: 2, busy: [['worker', 50, 100]] },
    ]);
  });

  test('is at most 400 stretches: those of a kind are one over wider gaps', () => {
    // Pairs 1 ms apart, and 3 ms between pairs: 0-1 2-3 . . 6-7 8-9 . .
    const spans = Array.from({ length: 600 }, (_, k) => {
      const start = 6 * Math.floor(k / 2) + 2 * (k % 2);
      return span(0, 'worker/0', start, start + 1);
    });
    const [{ busy }] = buildThreadTimeline(spans, 0, 10_000);
    expect(busy).toHaveLength(300);
    expect(busy[1]).toEqual(['worker', 6, 9]);
    expect(buildThreadTimeline(spans.slice(0, 400), 0, 10_000)[0].busy).toHaveLength(400);
  });

  test('of kinds that take turns are the 400 longest', () => {
    const spans = Array.from({ length: 1000 }, (_, k) =>
      span(0, k % 2 === 0 ? 'worker/0' : 'shard/0', 10 * k, 10 * k + 1 + (k % 2)),
    );
    const [{ busy }] = buildThreadTimeline(spans, 0, 10_000);
    expect(busy).toHaveLength(400);
    expect(new Set(busy.map(([kind]) => kind))).toEqual(new Set(['shard']));
    expect(busy.map(([, from]) => from)).toEqual(busy.map(([, from]) => from).sort((a, b) => a - b));
  });

  test('of 1024 threads fits a line of timings', () => {
    const threads = Array.from({ length: 1024 }, (_, thread) => thread);
    const spans = threads.flatMap((thread) =>
      Array.from({ length: 40 }, (_, k) =>
        span(thread, k % 2 === 0 ? 'adversary/0' : 'evaluator/0', 2e6 * k + 0.11, 2e6 * k + 1e6 + 0.11),
      ),
    );
    const told = buildThreadTimeline(spans, 0, 86_400_000);
    expect(told[5].busy).toHaveLength(19);
    expect(JSON.stringify(told).length).toBeLessThan((1 << 20) - 1000);
  });
});

test('the timing of a round agrees with its phases, and counts what was moved', async () => {
  const rounds = await lastValueFrom(simulate(small, { threads: 2 }).pipe(toArray()));
  for (const { timing } of rounds.slice(0, 2)) {
    const { durationMs, busyMs, threads } = timing;
    const stretches = threads!.flatMap(({ busy }) => busy);
    const busy = stretches.reduce((sum, [, from, to]) => sum + to - from, 0);
    const phases = Object.values(busyMs).reduce((sum, ms) => sum + ms, 0);
    expect(threads!.length).toBeLessThanOrEqual(2);
    expect(busy).toBeGreaterThan(phases - 0.01 * stretches.length - 0.01);
    expect(busy).toBeLessThan(2 * durationMs + 0.1);
    const kinds = new Set(stretches.map(([kind]) => kind));
    for (const kind of ['worker', 'adversary', 'shard', 'server'] as const) expect(kinds).toContain(kind);
    if (timing.round === 1) expect(kinds).toContain('evaluator'); // of round 0
  }
  // A word to begin with and one when all is done, of the round and of the evaluation beside it:
  // threads walk it by themselves, and all that is long stays where it is, in shared memory.
  expect(rounds[1].timing).toMatchObject({ messages: 4, transferredBytes: 0 });
});
