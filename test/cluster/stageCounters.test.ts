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
  isClosed,
  readJob,
  STAGES,
} from '../../src/cluster/stageCounters.js';
import { comeAwake, createParking, park, wake } from '../../src/cluster/parking.js';
import { walkSteps, WOKEN } from '../../src/cluster/walkSteps.js';
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
      walkSteps(counters, createParking(1, 1), (claimed) => {
        const { length } = plan.find(({ name }) => name === STAGES[claimed.stage])!.actors;
        steps.push(numberInStage(counters, claimed, length));
        return { plan, isFailure: false, onLast: () => steps.push(-1) };
      });
      expect(steps).toEqual([0, 1, 2, 0, 1, -1]);
    }
  });
});

/** What threads share; in the place of messages to the driver there is a word. */
interface Shared {
  readonly counters: Int32Array;
  readonly parking: Int32Array;
  readonly told: Int32Array;
}

/**
 * The loop of a thread as it is in thread.ts, and a driver that opens a job when it is told that the one
 * before is done.
 */
function programs({ counters, parking, told }: Shared, plans: readonly Plan[], threads: number): Turn[] {
  const walk: Turn = (thread, note, state) => {
    const did = walkSteps(counters, parking, (claimed) => {
      const { job } = readJob(counters, 'training');
      const name = STAGES[claimed.stage];
      const plan = plans[job - 1];
      const { actors, after } = plan.find((stage) => stage.name === name)!;
      for (const before of after) {
        const done = state().log.filter((event) => event.includes(` ${job} ${before} `)).length;
        expect(done).toBe(plan.find((stage) => stage.name === before)!.actors.length);
      }
      note(`${job} ${name} ${numberInStage(counters, claimed, actors.length)}`);
      return { plan, isFailure: false, onLast: () => Atomics.add(told, 0, 1) };
    });
    if (!did) park(parking, thread, () => countOpen(counters) > 0 || isClosed(counters));
  };
  const drive: Turn = () => {
    const done = Atomics.load(told, 0);
    if (done === plans.length || readJob(counters, 'training').job > done) return;
    wake(parking, Math.min(WOKEN, open(counters, plans[done], done + 1)));
  };
  return [...Array.from({ length: threads }, () => walk), drive];
}

describe('in whatever order threads do their atomic operations', () => {
  test.each([
    [
      '2 threads, a fork and a join',
      { threads: 2, awakeMax: 2, preemptionsMax: 1 },
      [planOf(['confided', 1], ['gradients', 1], ['update', 1, 'confided', 'gradients'])],
    ],
    [
      '2 threads, two steps after one',
      { threads: 2, awakeMax: 2, preemptionsMax: 1 },
      [planOf(['choice', 1], ['update', 2, 'choice'])],
    ],
    ['3 threads, two steps', { threads: 3, awakeMax: 3, preemptionsMax: 1 }, [planOf(['gradients', 2])]],
    [
      '3 threads, of which two may be awake',
      { threads: 3, awakeMax: 2, preemptionsMax: 1 },
      [planOf(['gradients', 2])],
    ],
    [
      '2 threads, of which one may be awake',
      { threads: 2, awakeMax: 1, preemptionsMax: 2 },
      [planOf(['confided', 1], ['gradients', 1]), planOf(['gradients', 2])],
    ],
    [
      '2 threads, two jobs, the second one longer',
      { threads: 2, awakeMax: 2, preemptionsMax: 1 },
      [planOf(['gradients', 1]), planOf(['gradients', 2])],
    ],
  ])(
    'each step is done once, in the order of stages, and no thread sleeps beside work: %s',
    (_, { threads, awakeMax, preemptionsMax }, plans) => {
      const counters = createStageCounters();
      const parking = createParking(threads, awakeMax);
      for (let thread = 0; thread < threads; thread++) comeAwake(parking);
      const shared: Shared = { counters, parking, told: new Int32Array(1) };
      const used = new Set<number>();
      // Lanes and stages that no plan has are read, but nobody writes there.
      const [firstStage, size] = [counters.length - STAGES.length * 6, 6];
      for (let place = 2; place < 7; place++) used.add(place);
      const behind = counters.length + parking.length + 1;
      for (let place = counters.length; place < behind; place++) used.add(place);
      for (const { name } of plans.flat()) {
        for (let k = 0; k < size; k++) used.add(firstStage + STAGES.indexOf(name) * size + k);
      }
      let ends = 0;
      const states = exploreInterleavings(
        programs(shared, plans, threads),
        [counters, parking, shared.told],
        {
          isFixed: (place) => !used.has(place),
          onEnd: ({ log, sleepers, memory: left }) => {
            ends++;
            expect(sleepers).toHaveLength(threads);
            expect(left.at(-1)).toBe(plans.length);
            const done = log.map((event) => event.slice(2));
            const expected = plans.flatMap((plan, job) =>
              plan.flatMap(({ name, actors }) => actors.map((step) => `${job + 1} ${name} ${step}`)),
            );
            expect(done.sort()).toEqual(expected.sort());
          },
          preemptionsMax,
        },
      );
      expect(ends).toBeGreaterThan(0);
      expect(states).toBeGreaterThan(1000);
    },
    120_000,
  );
});
