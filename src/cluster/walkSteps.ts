import type { Plan } from '../actors/plan.js';
import { type Parking, wake } from './parking.js';
import {
  claimStep,
  type ClaimedStep,
  countOpen,
  finishStep,
  isClosed,
  type StageCounters,
} from './stageCounters.js';

/** How many threads are woken at once. Each of them wakes as many others, while there is work for more. */
export const WOKEN = 3;

/** What a claimed step led to. */
export interface DoneStep {
  /** That of the job which the step belongs to. */
  readonly plan: Plan;
  readonly isFailure: boolean;
  /** To be called where the job has nothing left to do. */
  readonly onLast: () => void;
}

/**
 * On a thread: does open steps until there are none, or the crew is closed; whether there were any.
 * Whoever opens steps wakes sleepers for them, and so does whoever was woken and finds more than one:
 * no thread has to wake all others.
 * `help` does something for a step that another thread is at, and says whether there was anything.
 * Others wait for that step, so it goes before those that are open.
 */
export function walkSteps(
  counters: StageCounters,
  parking: Parking,
  act: (claimed: ClaimedStep) => DoneStep,
  help: () => boolean = () => false,
): boolean {
  let didHelp = false;
  const claim = () => {
    while (!isClosed(counters) && help()) didHelp = true;
    return isClosed(counters) ? null : claimStep(counters);
  };
  let claimed = claim();
  if (claimed === null) return didHelp;
  if (countOpen(counters) > 0) wake(parking, WOKEN);
  while (claimed !== null) {
    const { plan, isFailure, onLast } = act(claimed);
    const { opened, isLast } = finishStep(counters, plan, claimed, isFailure);
    if (opened > 0) wake(parking, Math.min(WOKEN, opened - 1)); // one of them is for this thread
    if (isLast) onLast();
    claimed = claim();
  }
  return true;
}
