import { hasBatchNorm } from '../models/layout.js';
import { listCorrupted, listHonest } from '../scenario/corruption.js';
import { castRound } from '../scenario/participants.js';
import type { BoundAttack } from '../scenario/bindAttacks.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';
import { asksGeometry } from '../transforms/decideChain.js';
import { blockCount } from './blocks.js';
import { listMeasureSteps } from './evaluationPlan.js';
import { asksForPairs, listPairParts } from './pairParts.js';
import type { ActorKind, Address, StageName } from './results.js';
import { countParameters, type World } from './world.js';

/**
 * Steps of one kind of actor that may be done at once, by whoever is free:
 * when all stages that it comes after are done, and before any that comes after it.
 */
export interface Stage {
  readonly name: StageName;
  readonly actor: ActorKind;
  /** Of each step the actor's number among its kind. At least one. */
  readonly actors: readonly number[];
  /** The stages before it, whose memory it may see. */
  readonly after: readonly StageName[];
  /** Those among them, or before them, whose results its steps are handed. */
  readonly reads: readonly StageName[];
}

/** A round's stages, each behind those that it comes after. */
export type Plan = readonly Stage[];

/**
 * How a round is trained, which depends on the scenario and on whether its attack is on:
 *
 *     confided ─┬─ decision ─┬─ distances ─┬─ choice ─┬─ update ─ conclusion
 *     gradients ┼────────────┘        │    ├─ honestMeans
 *               │                     │    └─ hashes
 *               ├───────────────── pairs ──┘
 *               └─ ownHashes
 *
 * Without an attack there is no `confided`, `decision` and `hashes`; an attack without a mind to make up
 * has no `decision`, and one that sees honest reports waits for `gradients` with it. Of several attacks
 * all go along where one is on: those that are not decide nothing and forge nothing. Where neither rule nor
 * transforms ask for distances, there is no `distances` and `choice`, and shards forge in `update`.
 * Where there are many honest reports, `pairs` measures these in parts beside the deciding and forging;
 * an adversary that asks for them waits.
 * Where the rule has a gradient of the server's own, the last step of `gradients` computes it.
 * For `ownHashes` nobody waits: they fill what gaps the others leave.
 */
export function planTraining(world: World, round: number): Plan {
  const { entries } = world;
  const scenario = castRound(world.scenario, round);
  const isAttacked = entries.isAttacked(round);
  const shards = numbers(blockCount(countParameters(world)));
  const forging = asksGeometry(entries) ? 'distances' : 'update';
  const colluders = isAttacked ? listCorrupted(scenario) : [];
  const others = isAttacked ? listHonest(scenario) : numbers(scenario.workers.count);
  const server = hasRoot(entries) ? [scenario.workers.count] : [];
  const stages: Stage[] = [
    stage('confided', 'worker', colluders),
    stage('gradients', 'worker', [...others, ...server]),
    stage('ownHashes', 'worker', others, others.length > 0 ? ['gradients'] : []),
  ];
  const has = (name: StageName) => stages.some((one) => one.name === name && one.actors.length > 0);
  const present = (...names: StageName[]) => names.filter(has);
  const deciding = isAttacked ? listDeciding(entries) : [];
  const isAwaited = deciding.some((attack) => asksForPairs(attack, entries));
  const parts = numbers(listPairParts(world).bounds.length - 1).flatMap(() => shards);
  const pairs = stage('pairs', 'shard', parts, ['gradients']);
  if (isAwaited) stages.push(pairs);
  if (deciding.length > 0) {
    const seen = deciding.every(({ entry }) => entry.sees === 'own') ? [] : present('gradients', 'pairs');
    const places = deciding.map(({ place }) => place);
    stages.push(stage('decision', 'adversary', places, ['confided', ...seen]));
  }
  const reported = present('confided', 'gradients', 'decision');
  if (forging === 'distances') {
    if (!isAwaited) stages.push(pairs);
    stages.push(stage('distances', 'shard', shards, reported, present('decision')));
    stages.push(
      stage('choice', 'server', [0], present('pairs', 'distances')),
      stage('honestMeans', 'shard', shards, ['distances'], ['distances']),
      stage('update', 'shard', shards, ['choice', 'honestMeans'], ['choice', 'honestMeans']),
    );
  } else {
    stages.push(stage('update', 'shard', shards, reported, present('decision')));
  }
  const workers = colluders.map(() => 0);
  stages.push(
    stage('hashes', 'adversary', workers, [forging], [forging]),
    stage('conclusion', 'server', [0], ['update'], present('choice', 'update')),
  );
  return Object.freeze(stages.filter(({ actors }) => actors.length > 0));
}

/** The attacks that have a mind to make up, in their order. */
export function listDeciding({ attacks }: Pick<ScenarioEntries, 'attacks'>): readonly BoundAttack[] {
  return attacks.filter(({ entry }) => entry.decide !== undefined);
}

/** Whether the server computes a gradient of its own, which is then that of worker number `count`. */
export function hasRoot({ rule }: World['entries']): boolean {
  return rule.entry.countRoot !== undefined;
}

/** How a round's outcome is measured; empty where there is nothing to measure. */
export function planEvaluation(world: World, round: number): Plan {
  const evaluators = listMeasureSteps(world, round).map(({ evaluator }) => evaluator);
  if (evaluators.length === 0) return [];
  if (!hasBatchNorm(world.entries.model)) return [stage('measures', 'evaluator', evaluators)];
  return [
    stage('calibration', 'evaluator', [0]),
    stage('measures', 'evaluator', evaluators, ['calibration'], ['calibration']),
  ];
}

/** Who does a step of a stage. */
export function findActor({ actor, actors }: Stage, step: number): Address {
  return `${actor}/${actors[step]}`;
}

function stage(
  name: StageName,
  actor: ActorKind,
  actors: readonly number[],
  after: readonly StageName[] = [],
  reads: readonly StageName[] = [],
): Stage {
  return { name, actor, actors, after, reads };
}

/** The numbers from 0 to before `count`. */
export function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, k) => k);
}
