/** target_c += factor source_c for every coordinate; rounded to float32 once. Changes the target. */
export function addScaled(target: Float32Array, factor: number, source: Float32Array): void {
  for (let c = 0; c < target.length; c++) target[c] += factor * source[c];
}
