import { squaredDistancesBehind } from '../kernels/distances.js';
import type { Behaviour } from './behaviour.js';
import { blockCount } from './blocks.js';
import { listPairParts } from './pairParts.js';
import { viewBlock } from './reports.js';
import { pairsAt } from './roundMemory.js';
import { countParameters } from './world.js';

/** Shard s of the server: of its block a part of the squared distances between reports that nobody forges. */
export const measurePairs: Behaviour<'pairs'> = ({ world, memory, index, step, enter }) => {
  enter('aggregation');
  const { workers, bounds } = listPairParts(world);
  const part = Math.floor(step / blockCount(countParameters(world)));
  const rows = viewBlock(memory.reports, index);
  const behind = workers.slice(bounds[part]).map((worker) => rows[worker]);
  const measured = squaredDistancesBehind(behind, bounds[part + 1] - bounds[part]);
  pairsAt(memory, index, part, world).set(measured);
  return null;
};
