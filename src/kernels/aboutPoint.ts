/**
 * How rows lie about a point m and along a direction p: sums over c of (m_c - x_ic)^2, then of p_c (m_c - x_ic),
 * of each row i, in float64 in the order of c. Rows are one block, whose first coordinate is `start` in m and p.
 * Four rows at a time: their sums do not wait for each other.
 */
export function measureAbout(
  rows: readonly Float32Array[],
  point: Float64Array,
  direction: Float64Array,
  start: number,
): Float64Array {
  const n = rows.length;
  const found = new Float64Array(2 * n);
  for (let row = 0; row + 4 <= n; row += 4) measureFour(rows, row, point, direction, start, found);
  for (let row = n - (n % 4); row < n; row++) measureOne(rows, row, point, direction, start, found);
  return found;
}

function measureFour(
  rows: readonly Float32Array[],
  row: number,
  point: Float64Array,
  direction: Float64Array,
  start: number,
  found: Float64Array,
): void {
  const [a, b, c, d] = [rows[row], rows[row + 1], rows[row + 2], rows[row + 3]];
  const { length } = a;
  let [squareA, squareB, squareC, squareD] = [0, 0, 0, 0];
  let [alongA, alongB, alongC, alongD] = [0, 0, 0, 0];
  for (let k = 0; k < length; k++) {
    const m = point[start + k];
    const p = direction[start + k];
    const [toA, toB, toC, toD] = [m - a[k], m - b[k], m - c[k], m - d[k]];
    squareA += toA * toA;
    squareB += toB * toB;
    squareC += toC * toC;
    squareD += toD * toD;
    alongA += p * toA;
    alongB += p * toB;
    alongC += p * toC;
    alongD += p * toD;
  }
  found.set([squareA, squareB, squareC, squareD], row);
  found.set([alongA, alongB, alongC, alongD], rows.length + row);
}

function measureOne(
  rows: readonly Float32Array[],
  row: number,
  point: Float64Array,
  direction: Float64Array,
  start: number,
  found: Float64Array,
): void {
  const values = rows[row];
  let [square, along] = [0, 0];
  for (let k = 0; k < values.length; k++) {
    const difference = point[start + k] - values[k];
    square += difference * difference;
    along += direction[start + k] * difference;
  }
  found[row] = square;
  found[rows.length + row] = along;
}
