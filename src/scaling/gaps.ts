import type { Plan } from '../actors/plan.js';
import type { StepRecord } from '../cluster/executor.js';
import { median } from '../statistics/spread.js';

/** Medians of what lies between steps, in ms. */
export interface Gaps {
  /** Between two steps of one stage that a thread does one after the other. */
  readonly stepMs: number;
  /** From the opening of a stage to the first step in it of a thread that slept; null: none did. */
  readonly wakeMs: number | null;
  /** From the last step of a round to the first of the next, in which the driver commits the round. */
  readonly roundMs: number;
}

/** What lay between the steps of rounds that followed each other. */
export function measureGaps(
  rounds: readonly { readonly plan: Plan; readonly steps: readonly StepRecord[] }[],
): Gaps {
  const wakes = rounds.flatMap(({ plan, steps }) => listWakes(plan, steps));
  const turns = rounds.slice(1).map(({ steps }, k) => {
    const endMs = Math.max(...rounds[k].steps.map((step) => step.endMs));
    return Math.min(...steps.map((step) => step.startMs)) - endMs;
  });
  const between = rounds.flatMap(({ steps }) => listBetween(steps));
  return {
    stepMs: between.length > 0 ? median(between) : 0,
    wakeMs: wakes.length > 0 ? median(wakes) : null,
    roundMs: turns.length > 0 ? median(turns) : 0,
  };
}

function listBetween(steps: readonly StepRecord[]): number[] {
  return [...byThread(steps).values()].flatMap((own) =>
    own.slice(1).flatMap((step, k) => (step.stage === own[k].stage ? [step.startMs - own[k].endMs] : [])),
  );
}

function listWakes(plan: Plan, steps: readonly StepRecord[]): number[] {
  const threads = [...byThread(steps).values()];
  return plan.flatMap(({ name, after }) => {
    if (after.length === 0) return [];
    const openMs = Math.max(...steps.filter(({ stage }) => after.includes(stage)).map(({ endMs }) => endMs));
    return threads.flatMap((own) => {
      const first = own.findIndex(({ startMs }) => startMs >= openMs);
      if (first <= 0 || own[first].stage !== name) return [];
      // Whoever ended last has opened the stage, and was awake.
      return own[first - 1].endMs < openMs ? [own[first].startMs - openMs] : [];
    });
  });
}

function byThread(steps: readonly StepRecord[]): Map<number, StepRecord[]> {
  const threads = new Map<number, StepRecord[]>();
  for (const step of [...steps].sort((a, b) => a.startMs - b.startMs)) {
    const own = threads.get(step.thread) ?? [];
    threads.set(step.thread, own);
    own.push(step);
  }
  return threads;
}
