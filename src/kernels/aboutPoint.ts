/**
 * How rows lie about a point m and along a direction p: adds the sums over c of (m_c - x_ic)^2 of each row i
 * to `sums`, and behind those of all rows the sums of p_c (m_c - x_ic), in float64 in the order of c.
 * Rows are one block, whose first coordinate is `start` in m and p.
 * Four rows go at a time, for their sums do not wait for each other.
 */
export function addAbout(
  sums: Float64Array,
  rows: readonly Float32Array[],
  { point, direction, start }: { point: Float64Array; direction: Float64Array; start: number },
): void {
  const end = start + rows[0].length;
  const [m, p] = [point.subarray(start, end), direction.subarray(start, end)];
  const fours = rows.length - (rows.length % 4);
  for (let row = 0; row < fours; row += 4) addFour(sums, rows, row, m, p);
  for (let row = fours; row < rows.length; row++) addOne(sums, rows, row, m, p);
}

function addFour(
  sums: Float64Array,
  rows: readonly Float32Array[],
  row: number,
  m: Float64Array,
  p: Float64Array,
): void {
  const n = rows.length;
  const [a, b, c, d] = [rows[row], rows[row + 1], rows[row + 2], rows[row + 3]];
  let squareA = sums[row];
  let squareB = sums[row + 1];
  let squareC = sums[row + 2];
  let squareD = sums[row + 3];
  let alongA = sums[n + row];
  let alongB = sums[n + row + 1];
  let alongC = sums[n + row + 2];
  let alongD = sums[n + row + 3];
  for (let k = 0; k < m.length; k++) {
    const at = m[k];
    const way = p[k];
    const toA = at - a[k];
    const toB = at - b[k];
    const toC = at - c[k];
    const toD = at - d[k];
    squareA += toA * toA;
    squareB += toB * toB;
    squareC += toC * toC;
    squareD += toD * toD;
    alongA += way * toA;
    alongB += way * toB;
    alongC += way * toC;
    alongD += way * toD;
  }
  sums.set([squareA, squareB, squareC, squareD], row);
  sums.set([alongA, alongB, alongC, alongD], n + row);
}

function addOne(
  sums: Float64Array,
  rows: readonly Float32Array[],
  row: number,
  m: Float64Array,
  p: Float64Array,
): void {
  const x = rows[row];
  let square = sums[row];
  let along = sums[rows.length + row];
  for (let k = 0; k < m.length; k++) {
    const difference = m[k] - x[k];
    square += difference * difference;
    along += p[k] * difference;
  }
  sums[row] = square;
  sums[rows.length + row] = along;
}
