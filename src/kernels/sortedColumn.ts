/** Coordinate c of every row. NaN counts as the highest value, so that no comparison is left undecided. */
export function readColumn(rows: readonly Float32Array[], c: number, column: Float64Array): void {
  for (let i = 0; i < rows.length; i++) column[i] = orHighest(rows[i][c]);
}

/** NaN counts as the highest value, so that no comparison is left undecided. */
function orHighest(value: number): number {
  return Number.isNaN(value) ? Infinity : value;
}

/** Insertion sort, ascending: for some dozens of values faster than a general sort. */
export function sortInto(sorted: Float64Array, values: Float64Array): void {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    let at = i;
    while (at > 0 && sorted[at - 1] > value) {
      sorted[at] = sorted[at - 1];
      at--;
    }
    sorted[at] = value;
  }
}
