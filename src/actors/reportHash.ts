import { createHash } from 'node:crypto';
import { type Reports, viewBlocks } from './reports.js';

/** The bytes of an array, without a copy. */
export function viewBytes(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** A short name of a report: the first 16 hex digits of the SHA-256 of its d little-endian float32 values. */
export function reportHash(report: Float32Array): string {
  return hashPieces([report]);
}

/** The same of a report by its row. */
export function hashRow(reports: Reports, row: number): string {
  return hashPieces(viewBlocks(reports).map((rows) => rows[row]));
}

function hashPieces(pieces: readonly Float32Array[]): string {
  const hash = createHash('sha256');
  for (const piece of pieces) hash.update(viewBytes(piece));
  return hash.digest('hex').slice(0, 16);
}
