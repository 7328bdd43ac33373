import type { Catalogue } from '../catalogue/catalogue.js';
import type { ExecutorName } from '../cluster/executor.js';
import type { Scenario } from '../scenario/scenario.js';
import { type Ceiling, measureCeiling } from './ceiling.js';
import { type ComparedExecutor, compareExecutor } from './compareExecutors.js';
import { type Host, hostFacts } from './host.js';
import { type Measured, measure } from './measure.js';
import { observe } from './observe.js';
import { measureWeak, type OtherWorkers, predictOthers, type WeakPoint } from './otherWorkers.js';
import { oneDigest } from './oneDigest.js';
import { type Scaling, computeScaling } from './scaling.js';

/** Rounds that are measured with other numbers of workers, at most. */
const MORE_ROUNDS = 8;

/** How scaling is measured. */
export interface ScalingPlan {
  readonly scenario: Scenario;
  /** What the scenario's names mean. */
  readonly catalogue: Catalogue;
  /** Rising, from 1. */
  readonly threads: readonly number[];
  /** Rounds that are measured of each, each time. */
  readonly rounds: number;
  readonly repetitions: number;
  /** The scenario with other numbers of workers, for which more threads are predicted. */
  readonly resized: readonly Scenario[];
  /** Whether workers are to grow with threads, too: the scenario with so many times the workers. */
  readonly grown: readonly { readonly threads: number; readonly scenario: Scenario }[];
  /** What `shared` is compared with. */
  readonly executors: readonly ExecutorName[];
  /** Told before each part of the measurement. */
  readonly onStep: (step: string) => void;
}

/**
 * Scaling, where and of what it was measured, and the digest that all thread counts and executors
 * ended with.
 */
export interface ScalingMeasurement extends Scaling {
  readonly host: Host;
  readonly scenario: Scenario;
  readonly rounds: number;
  readonly repetitions: number;
  readonly digest: string;
  /** Other executors, on each thread count. */
  readonly executors: readonly ComparedExecutor[];
  readonly otherWorkers: readonly OtherWorkers[];
  readonly weak: readonly WeakPoint[];
}

/**
 * Measures thread counts in turn, again and again, up and
 * down: a machine that changes its speed changes that of all.
 * Throws an InvariantError where two thread counts do not end with the same digest.
 */
export async function measureScaling(plan: ScalingPlan): Promise<ScalingMeasurement> {
  const { scenario, threads, rounds, repetitions, executors, onStep } = plan;
  const host = hostFacts();
  const seen = threads.map((count) => ({
    ...{ count, runs: [] as Measured[], ceilings: [] as Ceiling[] },
    others: executors.map((executor) => ({ executor, runs: [] as Measured[] })),
  }));
  for (let repetition = 1; repetition <= repetitions; repetition++) {
    for (const { count, runs, ceilings, others } of repetition % 2 === 1 ? seen : [...seen].reverse()) {
      onStep(`${repetition} of ${repetitions}: ${count} ${count === 1 ? 'thread' : 'threads'}`);
      ceilings.push(await measureCeiling(count));
      const setting = { threads: count, rounds };
      runs.push(await measure(plan, { ...setting, executor: 'shared' }));
      for (const { executor, runs: own } of others) own.push(await measure(plan, { ...setting, executor }));
    }
  }
  const digest = oneDigest(
    scenario.seed,
    seen.flatMap(({ runs, others }) => [...runs, ...others.flatMap((other) => other.runs)]),
  );
  const observations = seen.map(({ runs, ceilings }) => observe(runs, ceilings));
  const compared = seen.flatMap(({ runs, others }) =>
    others.map((other) => compareExecutor(other.executor, other.runs, runs)),
  );
  const scaling = computeScaling(observations, host);
  const more = { rounds: Math.min(rounds, MORE_ROUNDS), onStep };
  const otherWorkers = await predictOthers(plan, plan.resized, { ...more, costs: scaling.costs });
  const weak = plan.grown.length === 0 ? [] : await measureWeak(plan, plan.grown, more);
  const measured = { host, scenario, rounds, repetitions, digest };
  return { ...measured, executors: compared, otherWorkers, weak, ...scaling };
}
