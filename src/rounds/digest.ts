import { createHash } from 'node:crypto';
import type { RoundRecord } from './round.js';

/** The digest before round 0: SHA-256 of the format's name and the initial parameters. */
export function firstDigest(parameters: Float32Array): string {
  const bytes = new Uint8Array(parameters.byteLength);
  bytes.set(new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength)); // not shared
  return createHash('sha256').update('krumble 2\n').update(bytes).digest('hex');
}

/**
 * SHA-256 over the previous digest and the record without its digest as JSON in its field order, a line each.
 * The record has the hash of parameters and velocity in it,
 * so a digest vouches for the whole history up to it.
 */
export function chainDigest(previous: string, record: Omit<RoundRecord, 'digest'>): string {
  return chainDigestOfJson(previous, JSON.stringify(record));
}

/** `chainDigest` of a record that is JSON already. */
export function chainDigestOfJson(previous: string, json: string): string {
  return createHash('sha256').update(`${previous}\n${json}\n`).digest('hex');
}
