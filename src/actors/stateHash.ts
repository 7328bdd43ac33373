import { createHash } from 'node:crypto';
import { blockStarts } from './blocks.js';
import { viewBytes } from './reportHash.js';

/** SHA-256 of a block of parameters and the same block of velocity: little-endian float32 values. */
export function blockHash(parameters: Float32Array, velocity: Float32Array): string {
  return createHash('sha256').update(viewBytes(parameters)).update(viewBytes(velocity)).digest('hex');
}

/**
 * What vouches for parameters and velocity together:
 * SHA-256 of the blocks' hashes in hex, one behind the other.
 */
export function joinBlockHashes(hashes: readonly string[]): string {
  return createHash('sha256').update(hashes.join('')).digest('hex');
}

/** `joinBlockHashes` of whole vectors. */
export function stateHash(parameters: Float32Array, velocity: Float32Array): string {
  const starts = blockStarts(parameters.length);
  const cut = (vector: Float32Array, block: number) => vector.subarray(starts[block], starts[block + 1]);
  const blocks = starts.slice(1).map((_, block) => blockHash(cut(parameters, block), cut(velocity, block)));
  return joinBlockHashes(blocks);
}
