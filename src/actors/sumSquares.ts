import { listHonest } from '../scenario/corruption.js';
import { countParticipants } from '../scenario/participants.js';
import type { Scenario } from '../scenario/scenario.js';
import { blockCount } from './blocks.js';
import type { RoundMemory } from './roundMemory.js';

/**
 * What all shards measured for the geometry, added in the order of shards, laid out as `measureBlock` has it.
 * Where the distances between honest reports were measured apart, they are put in their places.
 */
export function sumSquares({ squares, pairs, reports }: RoundMemory, scenario: Scenario): Float64Array {
  const shards = blockCount(reports.coordinates);
  const total = new Float64Array(squares.length / shards);
  const apart = new Float64Array(pairs.length / shards);
  for (let shard = 0; shard < shards; shard++) {
    addTo(total, squares.subarray(shard * total.length, (shard + 1) * total.length));
    addTo(apart, pairs.subarray(shard * apart.length, (shard + 1) * apart.length));
  }
  if (apart.length > 0) placePairs(total, apart, listHonest(scenario), countParticipants(scenario));
  return total;
}

/** By itself, for only what is called often is compiled well. */
function addTo(total: Float64Array, part: Float64Array): void {
  for (let k = 0; k < total.length; k++) total[k] += part[k];
}

/** Writes what was measured of these workers apart to their places among all. */
function placePairs(squares: Float64Array, pairs: Float64Array, workers: readonly number[], count: number) {
  let at = 0;
  for (const [k, i] of workers.entries()) {
    for (const j of workers.slice(k + 1)) {
      squares[i * count + j] = squares[j * count + i] = pairs[at++];
    }
  }
}
