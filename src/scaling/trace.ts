import type { Plan, Stage } from '../actors/plan.js';
import type { StepRecord, Walked } from '../cluster/executor.js';
import { median } from '../statistics/spread.js';
import { accountStages, type StageAccount } from './stageAccounts.js';
import { type Gaps, measureGaps } from './gaps.js';

/** A stage of a round as it went: how long each of its steps took. */
export interface TracedStage extends Pick<Stage, 'name' | 'after'> {
  readonly durationsMs: readonly number[];
}

/** A round as it went, stage by stage in the plan's order. */
export type Trace = readonly TracedStage[];

/** The rounds that a simulation trained, step by step: what its `onTrained` is told. */
export class TraceCollector {
  readonly #rounds = new Map<number, { readonly plan: Plan; readonly steps: readonly StepRecord[] }>();

  readonly onTrained = (round: number, walked: Walked): void => {
    this.#rounds.set(round, { plan: walked.plan, steps: walked.steps() });
  };

  /**
   * The trace of a typical round from `from` to before `to`: each step takes its median over these rounds.
   */
  typical(from: number, to: number): Trace {
    const [first, ...others] = this.#between(from, to);
    const durations = [first, ...others].map(({ plan, steps }) => durationsByStage(plan, steps));
    return first.plan.map(({ name, after, actors }) => ({
      name,
      after,
      durationsMs: actors.map((_, step) => median(durations.flatMap((one) => one.get(name)?.[step] ?? []))),
    }));
  }

  /** What the stages of these rounds came to on so many threads. */
  stages(from: number, to: number, threads: number): StageAccount[] {
    const rounds = this.#between(from, to);
    const { length } = rounds[0].plan; // of rounds whose attack is off others have other plans
    return accountStages(
      rounds.filter(({ plan }) => plan.length === length),
      threads,
    );
  }

  /** What lay between the steps of these rounds. */
  gaps(from: number, to: number): Gaps {
    return measureGaps(this.#between(from, to));
  }

  #between(from: number, to: number) {
    return [...this.#rounds].filter(([round]) => round >= from && round < to).map(([, one]) => one);
  }
}

function durationsByStage(plan: Plan, steps: readonly StepRecord[]): Map<string, number[]> {
  const durations = new Map(plan.map(({ name }) => [name as string, [] as number[]]));
  for (const { stage, step, startMs, endMs } of steps) durations.get(stage)![step] = endMs - startMs;
  return durations;
}

/** How long all steps of a trace take together. */
export function workMs(trace: Trace): number {
  return trace.flatMap(({ durationsMs }) => durationsMs).reduce((sum, durationMs) => sum + durationMs, 0);
}

/** How long the longest chain of steps takes, of which each waits for the one before: no thread can help. */
export function criticalMs(trace: Trace): number {
  const ends = new Map<string, number>();
  for (const { name, after, durationsMs } of trace) {
    ends.set(name, Math.max(0, ...after.map((one) => ends.get(one)!)) + Math.max(...durationsMs));
  }
  return Math.max(...ends.values());
}
