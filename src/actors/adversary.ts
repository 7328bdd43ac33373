import type { Attack, DefenseView, Forgery } from '../attacks/attack.js';
import { gatherBatch } from '../data/batch.js';
import { indicesOfFirst } from '../data/partition.js';
import { NO_MEMORY } from '../entries/memory.js';
import { batchStatistics, computeLogits, lossAndGradient } from '../models/model.js';
import { stream } from '../random/stream.js';
import type { Behaviour, Context, Step } from './behaviour.js';
import { memoryViews } from './memoryViews.js';
import type { Bodies, Message } from './messages.js';
import { hashPieces } from './reportHash.js';
import { viewBlocks } from './reports.js';
import { tryDefense } from './tryDefense.js';
import { parametersBefore, velocityBefore } from './world.js';

/**
 * What the adversary holds until it has heard from all whom it waits for, and until the shards have forged.
 */
export interface AdversaryState {
  /** What its workers confided; null: not yet. */
  readonly confided: readonly Bodies['ownGradient'][] | null;
  /** Whether it has heard from all honest workers, where it sees them. */
  readonly overheard: boolean;
  readonly facts: NonNullable<Forgery['facts']>;
}

const AT_FIRST: AdversaryState = { confided: null, overheard: false, facts: {} };

/**
 * The adversary: from the corrupted workers' own gradients, what every worker is told,
 * and of attacks that see them the honest reports, it decides what is reported in the names of its workers.
 * The shards forge these reports, block by block; of what they wrote the adversary tells the driver.
 */
export const adversary: Behaviour<AdversaryState> = (before, inbox, context) => {
  context.enter('attack');
  const state = before ?? AT_FIRST;
  switch (inbox.kind) {
    case 'ownGradient':
      return whenHeard({ ...state, confided: inbox.bodies }, context);
    case 'overheard':
      return whenHeard({ ...state, overheard: true }, context);
    case 'forged':
      return { state: null, messages: tell(state, inbox.bodies, context) };
    default:
      throw new TypeError(`the adversary cannot take a ${inbox.kind} message`);
  }
};

/** Decides once everybody has been heard of whom the attack sees. */
function whenHeard(state: AdversaryState, context: Context): Step<AdversaryState> {
  const { count, corrupted } = context.world.scenario.workers;
  const { entry, setting } = context.world.entries.attack!;
  const isWaiting = entry.sees !== 'own' && corrupted < count && !state.overheard;
  if (state.confided === null || isWaiting) return { state, messages: [] };
  // Every view is built whole; the type of `sees`,
  // and what the entry is handed here, keep an attack to its own.
  const decide = entry.decide as ((view: object, setting: object) => Forgery) | undefined;
  const { facts = {}, report } = decide?.(viewFor(entry, context), setting) ?? {};
  if (report !== undefined) context.memory.forged.set(report);
  const messages = state.confided.map((_, index): Message => {
    const isFirst = index === 0;
    const body = { facts: isFirst ? facts : null, hasVector: isFirst && report !== undefined };
    return { to: 'shards', kind: 'report', part: { index, of: count }, body };
  });
  return { state: { ...state, facts }, messages };
}

/** Says to the driver what the corrupted workers reported, in the form of its hashes. */
function tell(
  { confided, facts }: AdversaryState,
  forged: readonly Bodies['forged'][],
  { world, memory }: Context,
): Message[] {
  const { count } = world.scenario.workers;
  const blocks = viewBlocks(memory.reports);
  const hashOf = (worker: number) => hashPieces(blocks.map((rows) => rows[worker]));
  const one = forged.every(({ isOne }) => isOne) ? hashOf(0) : null;
  return confided!.map(({ loss, hash: own }, index): Message => {
    const body = {
      loss,
      hash: one ?? hashOf(index),
      confided: own,
      facts: index === 0 && Object.keys(facts).length > 0 ? facts : null,
    };
    return { to: 'driver', kind: 'summary', part: { index, of: count }, body };
  });
}

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
