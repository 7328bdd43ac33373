import { stream } from '../random/stream.js';
import type { Context } from './behaviour.js';
import { computeUpdate, type Poison } from './computeUpdate.js';
import { reportHash } from './reportHash.js';
import { writeReport } from './reports.js';
import type { OwnGradient } from './results.js';
import { MOMENTA } from './stateTensors.js';
import { pickVersion } from './world.js';

/**
 * Worker i: the gradient of its own data; with worker momentum beta,
 * m = beta m + (1 - beta) gradient in its place (ByzFL). It is written to the worker's row of the reports.
 * A corrupted one leaves there, where the attack is on and poisons data, the gradient of the poisoned data;
 * loss and hash are those of its own.
 */
export function computeReport(context: Context): OwnGradient {
  const { world, index, round } = context;
  context.enter('gradients');
  const { attack, isAttacked } = world.entries;
  const { loss, gradient } = computeUpdate(context);
  context.spoil?.(gradient);
  applyMomentum(gradient, context, { keep: true });
  writeReport(context.memory.reports, index, gradient);
  const hash = reportHash(gradient);
  const isCorrupted = isAttacked(round) && index < world.scenario.workers.corrupted;
  if (isCorrupted && attack?.entry.poison) {
    const { gradient: poisoned } = computeUpdate(context, bindPoison(context));
    applyMomentum(poisoned, context, { keep: false });
    writeReport(context.memory.reports, index, poisoned);
  }
  return { loss, hash };
}

/** The attack's change of a corrupted worker's batches. */
function bindPoison({ world, round, index }: Context): Poison {
  const { set, scenario, entries } = world;
  const { entry, setting } = entries.attack!;
  const { imageShape, classes, normalisation } = set;
  const random = stream(scenario.seed, 'poison', index, round);
  const view = { imageShape, classes, normalisation, round, colluder: index, random };
  return (batch) => entry.poison!(batch, setting, view);
}

/**
 * Makes the worker's momentum of its gradient, in place,
 * and keeps it for the next round; nothing where there is none.
 */
function applyMomentum(
  gradient: Float32Array,
  { world, round, index, memory }: Context,
  { keep }: { keep: boolean },
): void {
  const beta = world.scenario.training.workerMomentum;
  if (beta === 0) return;
  const from = index * gradient.length;
  const before = world.state[MOMENTA][pickVersion(round)].subarray(from, from + gradient.length);
  for (let c = 0; c < gradient.length; c++) gradient[c] = beta * before[c] + (1 - beta) * gradient[c];
  if (keep) memory.next[MOMENTA].set(gradient, from);
}
