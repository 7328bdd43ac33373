import { freshMemory } from '../entries/freshMemory.js';
import { squaredDistances, squaredDistancesTo } from '../kernels/distances.js';
import type { Blocks } from '../kernels/meanAndDeviation.js';
import { asksGeometry, asksNorms, decideChain } from '../transforms/decideChain.js';
import { reduceChain } from '../transforms/reduceChain.js';
import type { Context } from './behaviour.js';
import { blockStarts } from './blocks.js';
import { transformStream } from './transformStream.js';
import { countParameters } from './world.js';

/**
 * Runs the scenario's defense, transforms and rule, on the honest reports and reports of the adversary's:
 * what the server would make of them, in worker order, all of it on this thread.
 * A rule with memory begins with none.
 */
export function tryDefense(
  { world, round }: Context,
  honest: Blocks,
): (reports: readonly Float32Array[]) => Float32Array {
  const { entries, scenario } = world;
  const size = countParameters(world);
  const starts = blockStarts(size);
  return (reports) => {
    const blocks = honest.map((rows, block) => [
      ...reports.map((report) => report.subarray(starts[block], starts[block + 1])),
      ...rows,
    ]);
    const count = blocks[0].length;
    const memory = freshMemory(entries.rule.entry.memory ?? [], size);
    const squares = sumUp(blocks, count ** 2, squaredDistances);
    const norms = (rows: readonly Float32Array[]) =>
      squaredDistancesTo(rows, new Float32Array(rows[0].length));
    const squaredNorms = asksNorms(entries) ? sumUp(blocks, count, norms) : null;
    const decision = asksGeometry(entries)
      ? decideChain(entries, { rows: count, squares, squaredNorms }, memory, transformStream(scenario, round))
      : { decision: null, mixing: null };
    const aggregate = new Float32Array(size);
    for (const [block, rows] of blocks.entries()) {
      aggregate.set(reduceChain(entries, rows, decision, memory).aggregate, starts[block]);
    }
    return aggregate;
  };
}

/** The sum over blocks, in their order, of what is measured in each. */
function sumUp(
  blocks: Blocks,
  length: number,
  measure: (rows: readonly Float32Array[]) => Float64Array,
): Float64Array {
  const total = new Float64Array(length);
  for (const rows of blocks) for (const [k, value] of measure(rows).entries()) total[k] += value;
  return total;
}
