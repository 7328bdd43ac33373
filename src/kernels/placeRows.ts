/**
 * The layout of rows of equal length for a kernel: values in each, with those that fill up the last
 * vector.
 */
export function computeStride(rows: readonly Float32Array[]): number {
  return 4 * Math.ceil(rows[0].length / 4);
}

/** Copies rows to where a kernel reads them. */
export function placeRows(rows: readonly Float32Array[], values: Float32Array): void {
  const stride = computeStride(rows);
  for (let i = 0; i < rows.length; i++) values.set(rows[i], i * stride);
}
