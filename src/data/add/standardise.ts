/**
 * Both parts, each value of an input shifted and scaled to mean 0 and deviation 1 over the training inputs:
 * (x - mean) / deviation, in float64, rounded once. A value that never changes there has deviation 1.
 * parts: [count x values of an input], the training inputs first.
 */
export function standardise(parts: readonly Float32Array[], shape: readonly number[]): Float32Array[] {
  const size = shape.reduce((product, extent) => product * extent, 1);
  const [train] = parts;
  const count = train.length / size;
  const means = new Float64Array(size);
  const deviations = new Float64Array(size);
  for (let k = 0; k < train.length; k++) means[k % size] += train[k];
  for (let c = 0; c < size; c++) means[c] /= count;
  for (let k = 0; k < train.length; k++) deviations[k % size] += (train[k] - means[k % size]) ** 2;
  for (let c = 0; c < size; c++) deviations[c] = Math.sqrt(deviations[c] / count) || 1;
  return parts.map((part) => part.map((value, k) => (value - means[k % size]) / deviations[k % size]));
}
