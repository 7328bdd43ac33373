import { permutation } from '../random/permutation.js';
import { stream } from '../random/stream.js';
import { listCorrupted, listHonest } from './corruption.js';
import type { Scenario } from './scenario.js';

/**
 * The workers that take part in a round, rising: all, or `workers.participants` of them,
 * drawn by the seed for this round, uniformly and without replacement.
 * With `workers.corruptedParticipants` so many of the corrupted ones and the rest of the honest ones,
 * each drawn uniformly among their kind (client sampling as in FedAvg, McMahan et al., AISTATS 2017).
 */
export function listParticipants(scenario: Scenario, round: number): readonly number[] {
  // Where all take part they are the same in each round, and one list does.
  return findCast(scenario, isSampled(scenario) ? round : 0).participants;
}

/** The worker who reports in a row of a round. */
export function findWorker(scenario: Scenario, round: number, row: number): number {
  return listParticipants(scenario, round)[row];
}

/**
 * A scenario as it is in one round: those who take part are all the workers there are,
 * numbered by their places among them, which are the rows of the round's reports.
 * Where all take part in all rounds, the scenario itself.
 */
export function castRound(scenario: Scenario, round: number): Scenario {
  return isSampled(scenario) ? findCast(scenario, round).scenario : scenario;
}

/** Whether the workers that take part are drawn anew for each round. */
export function isSampled({ workers }: Pick<Scenario, 'workers'>): boolean {
  return workers.participants !== undefined;
}

/** How many workers report in a round. */
export function countParticipants({ workers }: Pick<Scenario, 'workers'>): number {
  return workers.participants ?? workers.count;
}

/** How many of these are corrupted; where that is as drawn, as many as are to be expected, rounded up. */
export function countCorruptedParticipants({ workers }: Pick<Scenario, 'workers'>): number {
  const { count, corrupted, participants = count, corruptedParticipants } = workers;
  return corruptedParticipants ?? Math.ceil((participants * corrupted) / count);
}

/** Whether it can be that all who take part in a round are corrupted. */
export function mayBeAllCorrupted(scenario: Pick<Scenario, 'workers'>): boolean {
  const { corrupted, corruptedParticipants = corrupted } = scenario.workers;
  return corruptedParticipants >= countParticipants(scenario);
}

/**
 * f where a scenario does not say it: the number of corrupted workers in a round, or the one to be expected;
 * 0 where all are corrupted, for then no rule could have it.
 */
export function declaredByDefault(scenario: Pick<Scenario, 'workers'>): number {
  const corrupted = countCorruptedParticipants(scenario);
  return corrupted >= countParticipants(scenario) ? 0 : corrupted;
}

interface Cast {
  readonly participants: readonly number[];
  readonly scenario: Scenario;
}

/** A scenario is frozen, and each step of a round asks for its cast. */
const casts = new WeakMap<Scenario, Map<number, Cast>>();
const CASTS_MAX = 1000;

function findCast(scenario: Scenario, round: number): Cast {
  const known = casts.get(scenario) ?? new Map<number, Cast>();
  casts.set(scenario, known);
  const cast = known.get(round) ?? draw(scenario, round);
  known.set(round, cast);
  if (known.size > CASTS_MAX) known.delete(known.keys().next().value!);
  return cast;
}

function draw(scenario: Scenario, round: number): Cast {
  const { participants: most, corruptedParticipants, ...workers } = scenario.workers;
  const all = Array.from({ length: workers.count }, (_, worker) => worker);
  const corrupted = listCorrupted(scenario);
  const pick = (from: readonly number[], count: number, whom: string) =>
    Array.from(
      permutation(from.length, stream(scenario.seed, whom, round)).subarray(0, count),
      (k) => from[k],
    );
  const drawn =
    most === undefined
      ? all
      : corruptedParticipants === undefined
        ? pick(all, most, 'participants')
        : [
            ...pick(corrupted, corruptedParticipants, 'corrupted participants'),
            ...pick(listHonest(scenario), most - corruptedParticipants, 'honest participants'),
          ];
  const participants = Object.freeze(drawn.sort((a, b) => a - b));
  const isTheirs = new Set(corrupted);
  const placement = participants.flatMap((worker, row) => (isTheirs.has(worker) ? [row] : []));
  const cast = { ...workers, count: participants.length, corrupted: placement.length, placement };
  return { participants, scenario: Object.freeze({ ...scenario, workers: cast } as unknown as Scenario) };
}
