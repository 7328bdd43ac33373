/**
 * Inner products of n points about their weighted mean, from squared distances:
 * (x_i - mu).(x_j - mu) = -1/2 (D_ij^2 - r_i - r_j + s), r_i = sum over j of p_j D_ij^2, s = sum over i
 * of p_i r_i.
 *
 * squares: n x n, row-major, finite where p is not 0; p: weights that sum to 1. Returns n x n, row-major.
 */
export function centredProducts(squares: Float64Array, p: ArrayLike<number>): Float64Array {
  const n = p.length;
  const toMean = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) if (p[j] !== 0) toMean[i] += p[j] * squares[i * n + j];
  }
  let spread = 0;
  for (let i = 0; i < n; i++) if (p[i] !== 0) spread += p[i] * toMean[i];
  const products = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++)
      products[i * n + j] = (toMean[i] + toMean[j] - squares[i * n + j] - spread) / 2;
  }
  return products;
}
