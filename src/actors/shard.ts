import { measureBlock } from '../aggregation/measureBlock.js';
import { NO_MEMORY } from '../entries/memory.js';
import { compareVectors } from '../kernels/compareVectors.js';
import { squaredDistancesTo } from '../kernels/distances.js';
import { type Movement, momentumStep } from '../kernels/momentumStep.js';
import { asksGeometry, type ChainDecision, listAsked } from '../transforms/decideChain.js';
import { reduceChain } from '../transforms/reduceChain.js';
import type { Behaviour, Context } from './behaviour.js';
import { blockStarts } from './blocks.js';
import { forgeBlock } from './forgeBlock.js';
import { findHonestMean, type HonestMean } from './honestMeans.js';
import { lendBlock } from './lendBlock.js';
import { memoryViews } from './memoryViews.js';
import { sampleCoordinates, sampledCoordinates } from './coordinateSamples.js';
import { listPairParts } from './pairParts.js';
import type { BlockFacts, CoordinateSamples, ForgedBlock } from './results.js';
import { squaresAt } from './roundMemory.js';
import { PARAMETERS, VELOCITY } from './stateTensors.js';
import { blockHash } from './stateHash.js';
import { countParameters, parametersBefore, velocityBefore } from './world.js';
import { viewRows } from './viewRows.js';

const UNDECIDED: ChainDecision = { decision: null, mixing: null };

/**
 * Shard s of the server, which owns a block of coordinates: of n reports, of which
 * it forges those of corrupted workers, it takes the partial squared distances.
 */
export const measureDistances: Behaviour<'distances'> = (context) => {
  const forged = forge(context);
  context.enter('aggregation');
  measure(context);
  return { forged };
};

/**
 * Shard s makes the aggregate of its block, velocity v' = momentum v - rate g and parameters w' = w + v'.
 * Where nobody asks for distances, it forges first.
 */
export const updateBlock: Behaviour<'update'> = (context) => {
  const { world, read } = context;
  if (asksGeometry(world.entries)) return { forged: null, facts: conclude(null, read('choice')[0], context) };
  const forged = forge(context);
  return { forged, facts: conclude(forged, UNDECIDED, context) };
};

/** Forges the block of the corrupted workers' reports, while the attack is on. */
function forge(context: Context): ForgedBlock | null {
  const { entries } = context.world;
  if (!entries.isAttacked(context.round)) return null;
  context.enter('attack');
  return forgeBlock(context);
}

function measure(context: Context): void {
  const { world, memory, index } = context;
  const { workers: rows } = viewRows(context);
  const asked = listAsked(world.entries);
  const { workers, bounds } = listPairParts(world);
  const known = bounds.length > 1 ? workers : [];
  const measured = measureBlock(asked, rows, ruleMemory(context), lendBlock(context), known);
  squaresAt(memory, index, world).set(measured);
}

function conclude(forged: ForgedBlock | null, decision: ChainDecision, context: Context): BlockFacts {
  context.enter('aggregation');
  const { workers: rows } = viewRows(context);
  const told = [ruleMemory(context), lendBlock(context)] as const;
  const { aggregate, kept } = reduceChain(context.world.entries, rows, decision, ...told);
  context.enter('update');
  const next = update(aggregate, context);
  const compared = compare(rows, aggregate, findHonestMean(forged, context), context);
  return {
    kept: Array.from(kept),
    ...compared,
    ...describe(next, compared, rows),
    probes: sampleBlock(rows, aggregate, context),
  };
}

/** The block's piece of what the rule remembers, of tensors as long as the parameters. */
function ruleMemory(context: Context) {
  const { memory: specs } = context.world.entries.rule.entry;
  if (specs === undefined) return NO_MEMORY;
  const starts = blockStarts(countParameters(context.world));
  return memoryViews('rule', specs, context, {
    isOurs: ({ length }) => length === 'parameters',
    extent: { from: starts[context.index], to: starts[context.index + 1] },
  });
}

/** The shard's coordinates after the round. */
interface Next extends Movement {
  readonly parameterSquares: number;
}

function update(aggregate: Float32Array, { world, round, index, memory }: Context): Next {
  const starts = blockStarts(countParameters(world));
  const cut = (whole: Float32Array) => whole.subarray(starts[index], starts[index + 1]);
  const before = {
    parameters: cut(parametersBefore(world, round)),
    velocity: cut(velocityBefore(world, round)),
  };
  const next = { parameters: cut(memory.next[PARAMETERS]), velocity: cut(memory.next[VELOCITY]) };
  const { momentum } = world.scenario.training;
  const told = { momentum, rate: world.entries.learningRate(round) };
  return { ...next, parameterSquares: momentumStep(before, aggregate, told, next) };
}

/** The aggregate against the honest mean, and behind transforms every report against it. */
function compare(
  rows: readonly Float32Array[],
  aggregate: Float32Array,
  { mean, facts }: HonestMean,
  context: Context,
) {
  const { squaresOfA, squaresOfB, product, squaredDistance } = compareVectors(aggregate, mean);
  return {
    ...facts,
    aggregateSquares: squaresOfA,
    honestMeanSquares: squaresOfB,
    product,
    differenceSquares: squaredDistance,
    ...(context.world.entries.transforms.length > 0 && {
      squaresToAggregate: Array.from(squaredDistancesTo(rows, aggregate)),
    }),
  };
}

function describe(
  { parameters, velocity, parameterSquares }: Next,
  { aggregateSquares }: Pick<BlockFacts, 'aggregateSquares'>,
  rows: readonly Float32Array[],
): Pick<BlockFacts, 'parameterSquares' | 'stateHash' | 'notFinite'> {
  // In float64 the squares of so many float32 values have a finite sum where all of them are finite.
  const finite = Number.isFinite(aggregateSquares) && Number.isFinite(parameterSquares);
  return {
    parameterSquares,
    stateHash: blockHash(parameters, velocity),
    notFinite: finite ? null : rows.flatMap((row, worker) => (isFiniteArray(row) ? [] : [worker])),
  };
}

function sampleBlock(
  rows: readonly Float32Array[],
  aggregate: Float32Array,
  { world, index, scratch }: Context,
): CoordinateSamples {
  const { scenario, model } = world;
  const coordinates = scratch.remembered('probes', scenario.seed, () =>
    sampledCoordinates(model.layout, scenario.seed),
  );
  return sampleCoordinates(coordinates, blockStarts(countParameters(world))[index], rows, aggregate);
}

function isFiniteArray(values: Float32Array): boolean {
  for (let c = 0; c < values.length; c++) if (!Number.isFinite(values[c])) return false;
  return true;
}
