import type { Forgery, HonestView, OwnView } from '../attacks/attack.js';
import { gatherBatch } from '../data/batch.js';
import { interleaveIndices } from '../data/partition.js';
import { NO_MEMORY } from '../entries/memory.js';
import { batchStatistics, computeLogits, lossAndGradient } from '../models/model.js';
import { stream } from '../random/stream.js';
import { listCorrupted, listHonest } from '../scenario/corruption.js';
import type { BoundAttack } from '../scenario/bindAttacks.js';
import { castRound, listParticipants } from '../scenario/participants.js';
import { asksGeometry } from '../transforms/decideChain.js';
import type { Behaviour, Context } from './behaviour.js';
import { memoryViews } from './memoryViews.js';
import { asksForPairs } from './pairParts.js';
import { hashRow } from './reportHash.js';
import { viewBlocks } from './reports.js';
import { forgedAt } from './roundMemory.js';
import { squaresAmong } from './squaresAmong.js';
import { withTrials } from './withTrials.js';
import { parametersBefore, velocityBefore } from './world.js';

/**
 * The adversary of an attack: from its corrupted workers' own gradients, what every worker is told,
 * and of attacks that see them the honest reports, it decides what is reported in the names of its workers.
 * The shards forge these reports by it, block by block. While the attack is off, it decides nothing.
 */
export const decideForgery: Behaviour<'decision'> = (context) => {
  context.enter('attack');
  const { world, index, round, memory } = context;
  const attack = world.entries.attacks[index];
  const { entry, setting } = attack;
  if (!attack.isOn(round)) return { facts: {}, hasVector: false };
  // Every view is built whole; the type of `sees`,
  // and what the entry is handed here, keep an attack to its own.
  const decide = entry.decide as (view: object, setting: object) => Forgery;
  const view = viewFor(attack, context);
  const { facts = {}, report } =
    entry.sees === 'defense'
      ? withTrials(context, (trials) => decide({ ...view, ...trials }, setting))
      : decide(view, setting);
  if (report !== undefined) forgedAt(memory, attack, world).set(report);
  return { facts, hasVector: report !== undefined };
};

/**
 * The adversary, of the k-th corrupted worker: the hash of what the shards forged;
 * null where all workers of its attack report as the first of them.
 */
export const hashReport: Behaviour<'hashes'> = ({ read, enter, step, memory, world, round }) => {
  enter('attack');
  const stage = asksGeometry(world.entries) ? 'distances' : 'update';
  const isOne = read(stage).every(({ forged }) => forged!.isOne);
  const row = listCorrupted(castRound(world.scenario, round))[step];
  const isFirst = world.entries.attacks.some(({ rowsIn }) => rowsIn(round)[0] === row);
  if (isOne && !isFirst) return { hash: null };
  return { hash: hashRow(memory.reports, row) };
};

/** What the adversary is handed: no more than its attack sees, but for trials of the defense. */
function viewFor(attack: BoundAttack, context: Context): object {
  const { entry, setting, place, workers, rowsIn } = attack;
  const { sees, names, memory: specs } = entry;
  const { world, round, memory } = context;
  const { set, partition, model, entries } = world;
  const scenario = castRound(world.scenario, round);
  const ownRows = rowsIn(round);
  const blocks = viewBlocks(memory.reports);
  const held = interleaveIndices(partition, workers);
  const { imageShape, classes, normalisation } = set;
  const own = {
    own: blocks.map((rows) => ownRows.map((row) => rows[row])),
    parameters: parametersBefore(world, round),
    velocity: velocityBefore(world, round),
    learningRate: entries.learningRate(round),
    momentum: scenario.training.momentum,
    round,
    workers: scenario.workers.count,
    corrupted: ownRows.length,
    network: {
      layout: model.layout,
      lossAndGradient: (parameters, batch, gradient) => lossAndGradient(model, parameters, batch, gradient),
      logits: (parameters, images) =>
        computeLogits(model, parameters, images, batchStatistics(model, parameters, images)),
    },
    data: {
      ...{ imageShape, classes, normalisation },
      held: held.length,
      gather: (places) =>
        gatherBatch(
          set,
          set.train,
          Array.from(places, (place) => held[place]),
        ),
      named: names ? gatherBatch(set, set.train, [names(setting)]) : null,
    },
    random: stream(scenario.seed, 'adversary', place === 0 ? '' : place, round),
    memory: specs
      ? memoryViews('attack', specs, context, { isOurs: () => true, extent: null, place })
      : NO_MEMORY,
  } satisfies OwnView;
  if (sees === 'own') return own;
  const honestRows = listHonest(scenario);
  const honest = blocks.map((rows) => honestRows.map((row) => rows[row]));
  const participants = listParticipants(world.scenario, round);
  const honestWorkers = honestRows.map((row) => participants[row]);
  const honestSquares = () => squaresAmong(context, honest, asksForPairs(attack, entries));
  return { ...own, honest, honestWorkers, honestSquares } satisfies HonestView;
}
