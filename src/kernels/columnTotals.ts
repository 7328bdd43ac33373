/** Sums over the rows of a row-major matrix, in float64 in the order of rows. */
export function columnTotals(matrix: Float32Array, columns: number): Float64Array {
  const totals = new Float64Array(columns);
  for (let from = 0; from < matrix.length; from += columns) {
    for (let j = 0; j < columns; j++) totals[j] += matrix[from + j];
  }
  return totals;
}
