import { isOn } from '../attacks/attack.js';
import { stream } from '../random/stream.js';
import type { BoundAttack } from '../scenario/findEntries.js';
import type { Context } from './behaviour.js';
import { computeUpdate, type Poison } from './computeUpdate.js';
import { reportHash } from './reportHash.js';
import { writeReport } from './reports.js';
import type { OwnGradient } from './results.js';
import { MOMENTA } from './stateTensors.js';
import { pickVersion, type World } from './world.js';

/**
 * Worker i: the gradient of its own data; with worker momentum beta,
 * m = beta m + (1 - beta) gradient in its place (ByzFL). It is written to the worker's row of the reports.
 * A corrupted one leaves there, where the attack is on and poisons data, the gradient of the poisoned data;
 * loss and hash are those of its own.
 */
export function computeReport(context: Context): OwnGradient {
  const { world, index, round } = context;
  context.enter('gradients');
  const attack = findAttack(world, index, round);
  const { loss, gradient } = computeUpdate(context);
  context.spoil?.(gradient);
  applyMomentum(gradient, context, { keep: true });
  writeReport(context.memory.reports, index, gradient);
  const hash = reportHash(gradient);
  if (attack?.entry.poison) {
    const { gradient: poisoned } = computeUpdate(context, bindPoison(attack, context));
    applyMomentum(poisoned, context, { keep: false });
    writeReport(context.memory.reports, index, poisoned);
  }
  return { loss, hash };
}

/** The attack that is on and has the worker; none: it is honest in this round. */
function findAttack({ entries }: World, worker: number, round: number): BoundAttack | undefined {
  return entries.attacks.find(({ setting, workers }) => workers.includes(worker) && isOn(setting, round));
}

/** The attack's change of a corrupted worker's batches. */
function bindPoison({ entry, setting, workers }: BoundAttack, { world, round, index }: Context): Poison {
  const { set, scenario } = world;
  const { imageShape, classes, normalisation } = set;
  const random = stream(scenario.seed, 'poison', index, round);
  const view = { imageShape, classes, normalisation, round, colluder: workers.indexOf(index), random };
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
