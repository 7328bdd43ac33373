import { stream } from '../random/stream.js';
import type { BoundAttack } from '../scenario/bindAttacks.js';
import { listParticipants } from '../scenario/participants.js';
import type { Context } from './behaviour.js';
import { computeUpdate, type Poison } from './computeUpdate.js';
import { applyMomentum } from './momenta.js';
import { reportHash } from './reportHash.js';
import { writeReport } from './reports.js';
import type { OwnGradient } from './results.js';
import type { World } from './world.js';

/**
 * The worker of a row: the gradient of its own data; with worker momentum beta,
 * m = beta m + (1 - beta) gradient in its place (ByzFL). It is written to that row of the reports.
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
function findAttack({ entries }: World, row: number, round: number): BoundAttack | undefined {
  return entries.attacks.find((attack) => attack.isOn(round) && attack.rowsIn(round).includes(row));
}

/** The attack's change of a corrupted worker's batches. */
function bindPoison({ entry, setting, workers }: BoundAttack, { world, round, index }: Context): Poison {
  const { set, scenario } = world;
  const { imageShape, classes, normalisation } = set;
  const worker = listParticipants(scenario, round)[index];
  const random = stream(scenario.seed, 'poison', worker, round);
  const view = { imageShape, classes, normalisation, round, colluder: workers.indexOf(worker), random };
  return (batch) => entry.poison!(batch, setting, view);
}
