import type { Scenario } from '../scenario/scenario.js';
import { median } from '../statistics/spread.js';
import { timedRounds, type Timing } from './timedRounds.js';

/** A scenario to be timed beside another. */
export interface Candidate {
  readonly name: string;
  readonly scenario: Scenario;
}

/** What a candidate's rounds took, beside the reference's right before them. */
export interface ComparedTime {
  readonly name: string;
  /** The median of a round, of all repetitions. */
  readonly roundMs: number;
  /** The medians' quotients, one a repetition. */
  readonly ratios: readonly number[];
}

/** How often candidates are timed, and what is told meanwhile. */
export interface Comparison extends Omit<Timing, 'every'> {
  readonly repetitions: number;
  readonly onTurn?: (repetition: number, name: string) => void;
}

/**
 * Times the rounds of scenarios beside those of a reference: in each repetition every candidate
 * has its turn right behind one of the reference's, so that an hour in which the machine is slow
 * falls on both. None of the rounds that count is evaluated.
 */
export async function compareTimes(
  reference: Scenario,
  candidates: readonly Candidate[],
  { repetitions, onTurn, ...timing }: Comparison,
): Promise<{ readonly referenceMs: number; readonly compared: readonly ComparedTime[] }> {
  const references: number[] = [];
  const found = candidates.map(() => ({ times: [] as number[], ratios: [] as number[] }));
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const [place, { name, scenario }] of candidates.entries()) {
      onTurn?.(repetition, name);
      const before = await timeRound(reference, timing);
      const own = await timeRound(scenario, timing);
      references.push(before);
      found[place].times.push(own);
      found[place].ratios.push(own / before);
    }
  }
  return {
    referenceMs: median(references),
    compared: candidates.map(({ name }, place) => ({
      name,
      roundMs: median(found[place].times),
      ratios: found[place].ratios,
    })),
  };
}

async function timeRound(scenario: Scenario, timing: Omit<Timing, 'every'>): Promise<number> {
  const { timings } = await timedRounds(scenario, { ...timing, every: Infinity });
  return median(timings.map(({ durationMs }) => durationMs));
}
