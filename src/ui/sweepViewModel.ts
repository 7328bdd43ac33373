import type { SweptRun } from './sweptRun.js';

/** A sweep as it comes about: what a screen of it is drawn from, but for what a person looks at. */
export interface SweepFacts {
  readonly name: string;
  /** What all runs have in common, in words. */
  readonly about: readonly string[];
  /** The fields that have lists. */
  readonly fields: readonly string[];
  readonly runs: readonly SweptRun[];
  /** Whether the runs are made by this process; else they are only looked at. */
  readonly isOurs: boolean;
}

/** How it stands with runs that this process makes. */
export type SweepPhase = 'going on' | 'stopping' | 'over';

/** Everything that the screen of a sweep is drawn from. */
export interface SweepViewModel {
  readonly facts: SweepFacts;
  readonly phase: SweepPhase;
  /** The run that keys are for. */
  readonly selected: number;
  /** The page of the table of keys that lies over the view; null: none. */
  readonly keysPage: number | null;
  /** What was said last; null: nothing. */
  readonly incident: string | null;
}

/** Time that all runs will take at the speed of those that are running; null where that cannot be told. */
export function leftOfSweepMs({ runs }: SweepFacts): number | null {
  const wanted = Math.max(0, ...runs.map(({ roundsWanted }) => roundsWanted ?? 0));
  const known = runs.flatMap(({ roundsPerSecond }) => roundsPerSecond ?? []);
  // One that has just begun will be about as fast as others are, or were.
  const usual = known.reduce((sum, speed) => sum + speed, 0) / Math.max(1, known.length);
  let [left, perSecond] = [0, 0];
  for (const run of runs) {
    if (run.hasEnded) continue;
    left += (run.roundsWanted ?? wanted) - run.figures.rounds;
    if (run.state === 'running') perSecond += run.roundsPerSecond ?? usual;
  }
  return perSecond === 0 ? null : (1000 * left) / perSecond;
}
