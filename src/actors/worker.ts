import { stream } from '../random/stream.js';
import { localIndices } from '../data/partition.js';
import { innerProduct } from '../kernels/innerProduct.js';
import type { BoundAttack } from '../scenario/bindAttacks.js';
import { findWorker, listParticipants } from '../scenario/participants.js';
import type { Behaviour, Context } from './behaviour.js';
import { computeUpdate, type Poison } from './computeUpdate.js';
import { applyMomentum } from './momenta.js';
import { hashRow, reportHash } from './reportHash.js';
import { writeReport } from './reports.js';
import type { World } from './world.js';

/**
 * The worker of a row: the gradient of its own data; with worker momentum beta,
 * m = beta m + (1 - beta) gradient in its place (ByzFL). It is written to that row of the reports.
 */
export const computeReport: Behaviour<'gradients'> = (context) => {
  const { loss } = writeOwn(context);
  return { loss };
};

/** The same worker: the hash of what it reported, when there is time for that. */
export const hashOwn: Behaviour<'ownHashes'> = ({ index, memory, enter }) => {
  enter('gradients');
  return { hash: hashRow(memory.reports, index) };
};

/**
 * A corrupted worker under attack: the same for the adversary alone.
 * Where the attack poisons data it leaves the gradient of the poisoned data in its row;
 * loss and hash are those of its own. The hash is made here, for the report is forged over it.
 */
export const confide: Behaviour<'confided'> = (context) => {
  const { world, index, round } = context;
  const { loss, gradient } = writeOwn(context);
  const hash = reportHash(gradient);
  const attack = findAttack(world, index, round);
  if (attack?.entry.poison) {
    const { gradient: poisoned } = computeUpdate(context, bindPoison(attack, context));
    clip(poisoned, context);
    applyMomentum(poisoned, context, { keep: false });
    weigh(poisoned, context);
    writeReport(context.memory.reports, index, poisoned);
  }
  return { loss, hash };
};

function writeOwn(context: Context): { readonly loss: number; readonly gradient: Float32Array } {
  context.enter('gradients');
  const { loss, gradient } = computeUpdate(context);
  clip(gradient, context);
  context.spoil?.(gradient);
  applyMomentum(gradient, context, { keep: true });
  weigh(gradient, context);
  writeReport(context.memory.reports, context.index, gradient);
  return { loss, gradient };
}

/** Scales a worker's vector down to `gradientClip` where it is longer; nothing where there is none. */
function clip(gradient: Float32Array, { world }: Context): void {
  const { gradientClip } = world.scenario.training;
  if (gradientClip === undefined) return;
  const norm = Math.sqrt(innerProduct(gradient, gradient));
  if (norm <= gradientClip) return;
  for (let c = 0; c < gradient.length; c++) gradient[c] *= gradientClip / norm;
}

/**
 * Scales a report by p n_i / sum of n_j over the p workers that take part, n_i the images that worker i
 * holds, so that the mean of the reports is that of FedAvg, weighed by them; nothing where all are equal.
 */
function weigh(gradient: Float32Array, { world, round, index }: Context): void {
  const { scenario, partition } = world;
  if (scenario.workers.weights !== 'by-share') return;
  const sizes = listParticipants(scenario, round).map((worker) => localIndices(partition, worker).length);
  const factor = (sizes.length * sizes[index]) / sizes.reduce((sum, size) => sum + size, 0);
  for (let c = 0; c < gradient.length; c++) gradient[c] *= factor;
}

/** The attack that is on and has the worker; none: it is honest in this round. */
function findAttack({ entries }: World, row: number, round: number): BoundAttack | undefined {
  return entries.attacks.find((attack) => attack.isOn(round) && attack.rowsIn(round).includes(row));
}

/** The attack's change of a corrupted worker's batches. */
function bindPoison({ entry, setting, workers }: BoundAttack, { world, round, index }: Context): Poison {
  const { set, scenario } = world;
  const { imageShape, classes, normalisation } = set;
  const worker = findWorker(scenario, round, index);
  const random = stream(scenario.seed, 'poison', worker, round);
  const view = { imageShape, classes, normalisation, round, colluder: workers.indexOf(worker), random };
  return (batch) => entry.poison!(batch, setting, view);
}
