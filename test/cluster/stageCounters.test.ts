import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/actors/plan.js';
import {
  claimStep,
  countOpen,
  createStageCounters,
  finishStep,
  hasFailed,
  numberInStage,
  openPlan,
  readJob,
  readWakes,
  sleep,
  STAGES,
  wake,
  WOKEN,
} from '../../src/cluster/stageCounters.js';
import { walkSteps } from '../../src/cluster/walkSteps.js';
import { exploreInterleavings, type Turn } from '../support/interleavings.js';

/** Stages by the names of real ones, with so many steps, each after some of the others. */
function planOf(...stages: readonly (readonly [name: string, steps: number, ...after: string[]])[]): Plan {
  return stages.map(([name, steps, ...after]) => ({
    name,
    actor: 'worker',
    actors: Array.from({ length: steps }, (_, k) => k),
    after,
    reads: [],
  })) as unknown as Plan;
}

function open(counters: Int32Array, plan: Plan, job = 1): number {
  return openPlan(counters, 'training', { plan, round: job, attempt: 1, job });
}

describe('counters', () => {
  test('give each step out once, the most urgent stage first, and only when those before it are done', () => {
    const plan = planOf(
      ['gradients', 2],
      ['confided', 1],
      ['distances', 2, 'gradients', 'confided'],
      ['hashes', 1, 'distances'],
      ['choice', 1, 'distances'],
    );
    const counters = createStageCounters();
    for (let job = 1; job <= 3; job++) {
      expect(open(counters, plan, job)).toBe(3);
      const order: string[] = [];
      let last = false;
      for (let claimed = claimStep(counters); claimed !== null; claimed = claimStep(counters)) {
        const name = STAGES[claimed.stage];
        const { length } = plan.find((stage) => stage.name === name)!.actors;
        order.push(`${name} ${numberInStage(counters, claimed, length)}`);
        expect(last).toBe(false);
        last = finishStep(counters, plan, claimed, false).isLast;
      }
      const first = ['confided 0', 'gradients 0', 'gradients 1'];
      expect(order).toEqual([...first, 'distances 0', 'distances 1', 'choice 0', 'hashes 0']);
      expect(last).toBe(true);
    }
  });

  test('of a stage of which a step failed open nothing behind it, and end all the same', () => {
    const plan = planOf(
      ['confided', 2],
      ['gradients', 1],
      ['distances', 1, 'confided', 'gradients'],
      ['update', 1, 'distances'],
    );
    const counters = createStageCounters();
    open(counters, plan);
    const claimed = [1, 2, 3].map(() => claimStep(counters)!);
    expect(finishStep(counters, plan, claimed[0], true)).toEqual({ opened: 0, isLast: false });
    expect(finishStep(counters, plan, claimed[1], false)).toEqual({ opened: 0, isLast: false });
    expect(finishStep(counters, plan, claimed[2], false)).toEqual({ opened: 0, isLast: true });
    expect(hasFailed(counters, 'training')).toBe(true);
    expect(claimStep(counters)).toBeNull();
    open(counters, plan, 2);
    expect(hasFailed(counters, 'training')).toBe(false);
    expect(countOpen(counters)).toBe(3);
  });

  test('go on counting beyond 2^31 steps', () => {
    const plan = planOf(['gradients', 3], ['update', 2, 'gradients']);
    const counters = createStageCounters();
    counters.fill(2 ** 31 - 2, counters.length - STAGES.length * 6);
    for (let job = 1; job <= 3; job++) {
      open(counters, plan, job);
      const steps: number[] = [];
      walkSteps(counters, (claimed) => {
        const { length } = plan.find(({ name }) => name === STAGES[claimed.stage])!.actors;
        steps.push(numberInStage(counters, claimed, length));
        return { plan, isFailure: false, onLast: () => steps.push(-1) };
      });
      expect(steps).toEqual([0, 1, 2, 0, 1, -1]);
    }
  });
});

/**
 * The loop of a thread as it is in thread.ts, and a driver that opens a job when it is told that the one
 * before is done. In the place of a message there is a word behind the counters.
 */
function programs(counters: Int32Array, plans: readonly Plan[], threads: number): Turn[] {
  const told = counters.length;
  const walk: Turn = (_, note, state) => {
    const seen = readWakes(counters);
    const did = walkSteps(counters, (claimed) => {
      const { job } = readJob(counters, 'training');
      const name = STAGES[claimed.stage];
      const plan = plans[job - 1];
      const { actors, after } = plan.find((stage) => stage.name === name)!;
      for (const before of after) {
        const done = state().log.filter((event) => event.includes(` ${job} ${before} `)).length;
        expect(done).toBe(plan.find((stage) => stage.name === before)!.actors.length);
      }
      note(`${job} ${name} ${numberInStage(counters, claimed, actors.length)}`);
      return { plan, isFailure: false, onLast: () => Atomics.add(counters, told, 1) };
    });
    if (!did) sleep(counters, seen);
  };
  const drive: Turn = () => {
    const done = Atomics.load(counters, told);
    if (done === plans.length || readJob(counters, 'training').job > done) return;
    wake(counters, Math.min(WOKEN, open(counters, plans[done], done + 1)));
  };
  return [...Array.from({ length: threads }, () => walk), drive];
}

describe('in whatever order threads do their atomic operations', () => {
  test.each([
    [
      '2 threads, a fork and a join',
      2,
      [planOf(['confided', 1], ['gradients', 1], ['update', 1, 'confided', 'gradients'])],
    ],
    ['2 threads, two steps after one', 2, [planOf(['choice', 1], ['update', 2, 'choice'])]],
    ['3 threads, two steps', 3, [planOf(['gradients', 2])]],
    ['2 threads, two jobs, the second one longer', 2, [planOf(['gradients', 1]), planOf(['gradients', 2])]],
  ])(
    'each step is done once, in the order of stages, and no thread sleeps beside work: %s',
    (_, threads, plans) => {
      const counters = createStageCounters();
      const memory = new Int32Array(counters.length + 1);
      const used = new Set<number>([0]);
      // Lanes and stages that no plan has are read, but nobody writes there.
      const [firstStage, size] = [counters.length - STAGES.length * 6, 6];
      used.add(counters.length);
      for (let place = 3; place < 8; place++) used.add(place);
      for (const { name } of plans.flat()) {
        for (let k = 0; k < size; k++) used.add(firstStage + STAGES.indexOf(name) * size + k);
      }
      let ends = 0;
      const states = exploreInterleavings(programs(counters, plans, threads), memory, {
        isFixed: (place) => !used.has(place),
        onEnd: ({ log, sleepers, memory: left }) => {
          ends++;
          expect(sleepers).toHaveLength(threads);
          expect(left[counters.length]).toBe(plans.length);
          const done = log.map((event) => event.slice(2));
          const expected = plans.flatMap((plan, job) =>
            plan.flatMap(({ name, actors }) => actors.map((step) => `${job + 1} ${name} ${step}`)),
          );
          expect(done.sort()).toEqual(expected.sort());
        },
        preemptionsMax: 2,
      });
      expect(ends).toBeGreaterThan(0);
      expect(states).toBeGreaterThan(1000);
    },
    120_000,
  );
});
