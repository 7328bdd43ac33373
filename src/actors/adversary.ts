import type { Attack, DefenseView, Forgery } from '../attacks/attack.js';
import { gatherBatch } from '../data/batch.js';
import { indicesOfFirst } from '../data/partition.js';
import { NO_MEMORY } from '../entries/memory.js';
import { batchStatistics, computeLogits, lossAndGradient } from '../models/model.js';
import { stream } from '../random/stream.js';
import { asksGeometry } from '../transforms/decideChain.js';
import type { Behaviour, Context } from './behaviour.js';
import { memoryViews } from './memoryViews.js';
import { hashPieces } from './reportHash.js';
import { viewBlocks } from './reports.js';
import { tryDefense } from './tryDefense.js';
import { parametersBefore, velocityBefore } from './world.js';

/**
 * The adversary: from the corrupted workers' own gradients, what every worker is told,
 * and of attacks that see them the honest reports, it decides what is reported in the names of its workers.
 * The shards forge these reports by it, block by block.
 */
export const decideForgery: Behaviour<'decision'> = (context) => {
  context.enter('attack');
  const { entry, setting } = context.world.entries.attack!;
  // Every view is built whole; the type of `sees`,
  // and what the entry is handed here, keep an attack to its own.
  const decide = entry.decide as (view: object, setting: object) => Forgery;
  const { facts = {}, report } = decide(viewFor(entry, context), setting);
  if (report !== undefined) context.memory.forged.set(report);
  return { facts, hasVector: report !== undefined };
};

/** The adversary, of its worker k: the hash of what the shards forged; null where all are as the first. */
export const hashReport: Behaviour<'hashes'> = ({ read, enter, step, memory, world }) => {
  enter('attack');
  const stage = asksGeometry(world.entries) ? 'distances' : 'update';
  const isOne = read(stage).every(({ forged }) => forged!.isOne);
  if (isOne && step > 0) return { hash: null };
  return { hash: hashPieces(viewBlocks(memory.reports).map((rows) => rows[step])) };
};

/** What the adversary is handed: no more than its attack sees. */
function viewFor({ sees, names, memory: specs }: Attack, context: Context): object {
  const { world, round, memory } = context;
  const { scenario, set, partition, model, entries } = world;
  const { count, corrupted } = scenario.workers;
  const { setting } = entries.attack!;
  const blocks = viewBlocks(memory.reports);
  const held = indicesOfFirst(partition, corrupted);
  const { imageShape, classes, normalisation } = set;
  const own = {
    own: blocks.map((rows) => rows.slice(0, corrupted)),
    parameters: parametersBefore(world, round),
    velocity: velocityBefore(world, round),
    learningRate: entries.learningRate(round),
    momentum: scenario.training.momentum,
    round,
    workers: count,
    corrupted,
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
    random: stream(scenario.seed, 'adversary', '', round),
    memory: specs ? memoryViews('attack', specs, context, { isOurs: () => true, extent: null }) : NO_MEMORY,
  } satisfies Omit<DefenseView, 'honest' | 'aggregate'>;
  if (sees === 'own') return own;
  const honest = blocks.map((rows) => rows.slice(corrupted, count));
  if (sees === 'honest') return { ...own, honest };
  return { ...own, honest, aggregate: tryDefense(context, honest) } satisfies DefenseView;
}
