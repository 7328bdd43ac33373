/** A copy of the first columns of the first rows of a matrix whose rows are `rowLength` long. */
export function withoutFilling<A extends Float32Array | Int32Array>(
  matrix: A,
  rows: number,
  columns: number,
  rowLength: number,
): A {
  if (columns === rowLength) return matrix.slice(0, rows * columns) as A;
  const values = matrix.slice(0, rows * columns) as A;
  for (let r = 0; r < rows; r++) {
    values.set(matrix.subarray(r * rowLength, r * rowLength + columns), r * columns);
  }
  return values;
}
