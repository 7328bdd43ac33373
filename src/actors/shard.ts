import type { Selection } from '../aggregation/rule.js';
import { ruleNamed } from '../aggregation/rules.js';
import { columnMean } from '../kernels/columnMean.js';
import { squaredDistance, squaredDistances, squaredDistancesTo } from '../kernels/distances.js';
import { innerProduct } from '../kernels/innerProduct.js';
import { isHonest, learningRateOf, ruleSettingOf } from '../scenario/scenario.js';
import type { Behaviour, Context, Step } from './behaviour.js';
import { blockCount, blockStarts } from './blocks.js';
import type { BlockFacts, Probes } from './messages.js';
import { probeCoordinates, probesIn } from './probes.js';
import { blockOf } from './reports.js';
import { squaresOf } from './roundMemory.js';
import { blockHash } from './stateHash.js';
import { versionOf } from './world.js';

/** What a shard holds between measuring distances and hearing what was chosen: see `report`. */
export interface ShardState {
  readonly ownSquares: number | null;
}

/**
 * Shard s of the server: owns a block of coordinates. From n reports it takes, for rules that need them, the
 * partial squared distances; then the aggregate, velocity v' = momentum v - rate g and parameters w' = w + v'.
 */
export const shard: Behaviour<ShardState> = (state, inbox, context) => {
  const { scenario } = context.world;
  if (inbox.kind === 'report') {
    const ownSquares = inbox.bodies[scenario.workers.count]?.ownSquares?.[context.index] ?? null;
    if (!ruleNamed(scenario.defense.rule).select) return conclude(ownSquares, null, context);
    context.enter('aggregation');
    const part = { index: context.index, of: blockCount(context.world.parameters[0].length) };
    const { memory, index } = context;
    squaresOf(memory, index, scenario.workers.count).set(squaredDistances(rowsOf(context).workers));
    return { state: { ownSquares }, messages: [{ to: 'server/0', kind: 'distances', part, body: {} }] };
  }
  if (inbox.kind === 'selected' && state !== null) {
    return conclude(state.ownSquares, inbox.bodies[0].selection, context);
  }
  throw new TypeError(`shard ${context.index} cannot take a ${inbox.kind} message now`);
};

function conclude(
  ownSquares: number | null,
  selection: Selection | null,
  context: Context,
): Step<ShardState> {
  context.enter('aggregation');
  const { scenario } = context.world;
  const { workers: rows, hidden } = rowsOf(context);
  const rule = ruleNamed(scenario.defense.rule);
  const { aggregate, kept } = rule.reduce(rows, selection, ruleSettingOf(scenario));
  context.enter('update');
  const next = update(aggregate, context);
  const part = { index: context.index, of: blockCount(context.world.parameters[0].length) };
  const body = {
    kept: Array.from(kept),
    ...compare(rows, aggregate, context, hidden && { mean: hidden, squares: ownSquares! }),
    ...describe(next, aggregate, rows),
    probes: probe(rows, aggregate, context),
  };
  return { state: null, messages: [{ to: 'server/0', kind: 'updated', part, body }] };
}

/** The shard's coordinates after the round. */
interface Next {
  readonly parameters: Float32Array;
  readonly velocity: Float32Array;
}

function update(aggregate: Float32Array, { world, round, index, memory, scratch }: Context): Next {
  const starts = blockStarts(world.parameters[0].length);
  const before = world.parameters[versionOf(round)].subarray(starts[index], starts[index + 1]);
  const velocityBefore = world.velocity[versionOf(round)].subarray(starts[index], starts[index + 1]);
  const rate = learningRateOf(world.scenario, round);
  const { momentum } = world.scenario.training;
  const velocity = scratch.float32('velocity', aggregate.length);
  const parameters = scratch.float32('parameters', aggregate.length);
  for (let c = 0; c < aggregate.length; c++) {
    velocity[c] = momentum * velocityBefore[c] - rate * aggregate[c];
    parameters[c] = before[c] + velocity[c];
  }
  memory.velocity.set(velocity, starts[index]);
  memory.parameters.set(parameters, starts[index]);
  return { parameters, velocity };
}

/** The aggregate and every report against the honest mean; `truth` is that where nobody is honest. */
function compare(
  rows: readonly Float32Array[],
  aggregate: Float32Array,
  { world: { scenario } }: Context,
  truth: { readonly mean: Float32Array; readonly squares: number } | null,
) {
  const honest = rows.filter((_, worker) => isHonest(scenario, worker));
  const honestMean = truth?.mean ?? columnMean(honest).aggregate;
  const squares = squaredDistancesTo(rows, honestMean);
  const honestSquares =
    truth?.squares ?? squares.reduce((sum, square, i) => (isHonest(scenario, i) ? sum + square : sum), 0);
  return {
    squaresToHonestMean: Array.from(squares),
    honestSquares,
    aggregateSquares: innerProduct(aggregate, aggregate),
    honestMeanSquares: innerProduct(honestMean, honestMean),
    product: innerProduct(aggregate, honestMean),
    differenceSquares: squaredDistance(aggregate, honestMean),
  };
}

function describe(
  { parameters, velocity }: Next,
  aggregate: Float32Array,
  rows: readonly Float32Array[],
): Pick<BlockFacts, 'parameterSquares' | 'stateHash' | 'notFinite'> {
  const finite = isFiniteArray(aggregate) && isFiniteArray(parameters);
  return {
    parameterSquares: innerProduct(parameters, parameters),
    stateHash: blockHash(parameters, velocity),
    notFinite: finite ? null : rows.flatMap((row, worker) => (isFiniteArray(row) ? [] : [worker])),
  };
}

function probe(
  rows: readonly Float32Array[],
  aggregate: Float32Array,
  { world, index, scratch }: Context,
): Probes {
  const { scenario } = world;
  const coordinates = scratch.remembered('probes', scenario.seed, () => probeCoordinates(scenario));
  return probesIn(coordinates, blockStarts(world.parameters[0].length)[index], rows, aggregate);
}

function isFiniteArray(values: Float32Array): boolean {
  for (let c = 0; c < values.length; c++) if (!Number.isFinite(values[c])) return false;
  return true;
}

/** The shard's block of what each worker reports, and of the mean of what they hid where all are corrupted. */
function rowsOf({ world, memory, index }: Context): {
  workers: Float32Array[];
  hidden: Float32Array | null;
} {
  const rows = blockOf(memory.reports, index);
  const { count } = world.scenario.workers;
  return { workers: rows.slice(0, count), hidden: rows[count] ?? null };
}
