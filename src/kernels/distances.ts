/**
 * Pairwise squared distances of n rows over their coordinates: out[i n + j] = sum over c of (x_ic - x_jc)^2.
 *
 * rows: n arrays of equal length. Returns n x n, row-major, symmetric, zero diagonal. Accumulates in float64,
 * coordinate by coordinate. A pair with a NaN or an infinity may come out as NaN or infinity.
 */
export function squaredDistances(rows: readonly Float32Array[]): Float64Array {
  const n = rows.length;
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    let j = i + 1;
    for (; j + 3 < n; j += 4) distancesToFour(rows, i, j, out);
    for (; j < n; j++) out[i * n + j] = squaredDistance(rows[i], rows[j]);
  }
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) out[i * n + j] = out[j * n + i];
  return out;
}

/** Sum over c of (a_c - b_c)^2, in float64. */
export function squaredDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) {
    const difference = a[c] - b[c];
    sum += difference * difference;
  }
  return sum;
}

/** Row i against rows j to j+3 at once: four independent sums keep the processor's adders busy. */
function distancesToFour(rows: readonly Float32Array[], i: number, j: number, out: Float64Array): void {
  const x = rows[i];
  const [a, b, c, d] = [rows[j], rows[j + 1], rows[j + 2], rows[j + 3]];
  let [sumA, sumB, sumC, sumD] = [0, 0, 0, 0];
  for (let k = 0; k < x.length; k++) {
    const value = x[k];
    const toA = value - a[k];
    const toB = value - b[k];
    const toC = value - c[k];
    const toD = value - d[k];
    sumA += toA * toA;
    sumB += toB * toB;
    sumC += toC * toC;
    sumD += toD * toD;
  }
  const at = i * rows.length + j;
  out[at] = sumA;
  out[at + 1] = sumB;
  out[at + 2] = sumC;
  out[at + 3] = sumD;
}
