import { listHonest } from '../scenario/corruption.js';
import { countParticipants } from '../scenario/participants.js';
import type { Scenario } from '../scenario/scenario.js';
import { blockCount } from './blocks.js';
import type { RoundMemory } from './roundMemory.js';

/**
 * What all shards measured for the geometry, added in the order of shards, laid out as `measureBlock` has it.
 * Where the distances between honest reports were measured apart, they are put in their places.
 */
export function sumSquares(memory: RoundMemory, scenario: Scenario): Float64Array {
  const total = sumShards(memory.squares, memory);
  addPairs(total, memory, listHonest(scenario), countParticipants(scenario));
  return total;
}

/** Puts the distances between honest reports, where they were measured apart, to their places among all. */
export function addPairs(
  squares: Float64Array,
  memory: RoundMemory,
  places: readonly number[],
  count: number,
): void {
  const apart = sumShards(memory.pairs, memory);
  if (apart.length > 0) placePairs(squares, apart, places, count);
}

/** The sum of what all shards have, in the order of shards. */
function sumShards(values: Float64Array, { reports }: RoundMemory): Float64Array {
  const shards = blockCount(reports.coordinates);
  const total = new Float64Array(values.length / shards);
  for (let shard = 0; shard < shards; shard++)
    addTo(total, values.subarray(shard * total.length, (shard + 1) * total.length));
  return total;
}

/** The sum of parts of equal length, in their order. */
export function sumParts(parts: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(parts[0].length);
  for (const part of parts) addTo(total, part);
  return total;
}

/** By itself, for only what is called often is compiled well. */
function addTo(total: Float64Array, part: Float64Array): void {
  for (let k = 0; k < total.length; k++) total[k] += part[k];
}

function placePairs(squares: Float64Array, pairs: Float64Array, workers: readonly number[], count: number) {
  let at = 0;
  for (let k = 0; k < workers.length; k++) {
    for (let l = k + 1; l < workers.length; l++) {
      const [i, j] = [workers[k], workers[l]];
      squares[i * count + j] = squares[j * count + i] = pairs[at++];
    }
  }
}
