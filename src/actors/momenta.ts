import { isSampled, listParticipants } from '../scenario/participants.js';
import { countMomenta, type Scenario } from '../scenario/scenario.js';
import type { Context } from './behaviour.js';
import { MOMENTA } from './stateTensors.js';
import { pickVersion } from './world.js';

/**
 * Makes of a worker's gradient its momentum, in place: m = beta m + (1 - beta) gradient;
 * nothing where workers have none. With `keep`, it and the momenta of workers that take no part,
 * of which each row's worker minds its share, are kept for the next round.
 */
export function applyMomentum(
  gradient: Float32Array,
  { world, round, index, memory }: Pick<Context, 'world' | 'round' | 'index' | 'memory'>,
  { keep }: { keep: boolean },
): void {
  const { scenario } = world;
  const beta = scenario.training.workerMomentum;
  if (beta === 0) return;
  const before = world.state[MOMENTA][pickVersion(round)];
  const rowAt = (worker: number) => worker * gradient.length;
  const [own, ...absent] = listKept(scenario, round, index);
  const m = before.subarray(rowAt(own), rowAt(own + 1));
  for (let c = 0; c < gradient.length; c++) gradient[c] = beta * m[c] + (1 - beta) * gradient[c];
  if (!keep) return;
  memory.next[MOMENTA].set(gradient, rowAt(own));
  for (const worker of absent)
    memory.next[MOMENTA].set(before.subarray(rowAt(worker), rowAt(worker + 1)), rowAt(worker));
}

/**
 * The workers whose momenta the step of a row writes: first its own,
 * then every p-th one of those that take no part in the round, of p rows.
 */
export function listKept(scenario: Scenario, round: number, row: number): readonly number[] {
  const participants = listParticipants(scenario, round);
  const own = participants[row];
  if (!isSampled(scenario) || countMomenta(scenario) === 0) return [own];
  const present = new Set(participants);
  const absent = Array.from({ length: scenario.workers.count }, (_, worker) => worker).filter(
    (worker) => !present.has(worker),
  );
  return [own, ...absent.filter((_, place) => place % participants.length === row)];
}
