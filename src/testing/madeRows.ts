import { stream } from '../random/stream.js';

/** n rows of d values that are uniform in [-1, 1), of a seed; no two values are equal, as good as surely. */
export function madeRows(n: number, d: number, seed = 1): Float32Array[] {
  return Array.from({ length: n }, (_, row) => {
    const random = stream(seed, 'rows of a required case', row);
    return Float32Array.from({ length: d }, () => 2 * random.uniform() - 1);
  });
}

/** The largest difference of two vectors, relative to the largest value of the second. */
export function relativeDifference(found: ArrayLike<number>, expected: ArrayLike<number>): number {
  let [worst, scale] = [0, 1e-12];
  for (let c = 0; c < expected.length; c++) {
    worst = Math.max(worst, Math.abs(found[c] - expected[c]));
    scale = Math.max(scale, Math.abs(expected[c]));
  }
  return found.length === expected.length ? worst / scale : Infinity;
}

/** The bytes of vectors, to compare them to the last bit. */
export function listBits(rows: readonly Float32Array[]): string {
  return rows
    .map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength).toString('hex'))
    .join(' ');
}
