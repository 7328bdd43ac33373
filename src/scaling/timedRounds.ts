import type { RoundTiming } from '../rounds/round.js';
import { openSimulation, type SimulationOptions } from '../rounds/simulation.js';
import type { Scenario } from '../scenario/scenario.js';
import { driverMs } from './driverClock.js';

/** Rounds that are played before any is measured: code is compiled, memory is there. */
export const WARM_UP_ROUNDS = 3;

/** How rounds are to be timed. */
export interface Timing extends Pick<SimulationOptions, 'threads' | 'catalogue' | 'executor' | 'onTrained'> {
  /** Rounds that count. */
  readonly rounds: number;
  /** How often a round is evaluated; Infinity: none of those that count. */
  readonly every: number;
}

/** Rounds that were timed. */
export interface TimedRounds {
  readonly threads: number;
  readonly timings: readonly RoundTiming[];
  /** The driver's own time for a round. */
  readonly driverMs: number;
  /** Of the last round, which does not count. */
  readonly digest: string;
}

/**
 * Plays rounds of a scenario to warm up, then those that count, then a last one, which is always evaluated.
 */
export async function timedRounds(
  scenario: Scenario,
  { rounds, every, threads, catalogue, executor, onTrained }: Timing,
): Promise<TimedRounds> {
  const end = WARM_UP_ROUNDS + rounds;
  const training = { ...scenario.training, rounds: end + 1 };
  const evaluation = { ...scenario.evaluation, every: Math.min(every, end + 1) };
  const simulation = await openSimulation(
    { ...scenario, training, evaluation },
    { threads, catalogue, executor, onTrained },
  );
  const timings: RoundTiming[] = [];
  let digest = '';
  let [begunMs, endedMs] = [0, 0];
  try {
    for await (const { record, timing } of simulation.rounds()) {
      if (record.round === WARM_UP_ROUNDS - 1) begunMs = driverMs();
      if (record.round === end - 1) endedMs = driverMs();
      if (record.round >= WARM_UP_ROUNDS && record.round < end) timings.push(timing);
      digest = record.digest;
    }
  } finally {
    await simulation.close();
  }
  return { threads: simulation.threads, timings, driverMs: (endedMs - begunMs) / rounds, digest };
}
