/**
 * The cosine distances 1 - cos of n rows to each other, from squared distances and squared norms,
 * row-major.
 * A zero row is at distance 1 of all others, a row that is not finite at distance 2, every row at 0 of
 * itself.
 */
export function cosineDistances(squares: Float64Array, squaredNorms: Float64Array): Float64Array {
  const n = squaredNorms.length;
  const distances = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const lengths = Math.sqrt(squaredNorms[i]) * Math.sqrt(squaredNorms[j]);
      const product = (squaredNorms[i] + squaredNorms[j] - squares[i * n + j]) / 2;
      const distance = lengths === 0 ? 1 : 1 - product / lengths;
      distances[i * n + j] = Number.isFinite(distance) ? Math.max(0, distance) : 2;
      distances[j * n + i] = distances[i * n + j];
    }
  }
  return distances;
}
