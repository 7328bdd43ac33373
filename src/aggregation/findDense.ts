/**
 * The largest cluster of DBSCAN: rows with at least `least` rows within `reach`, themselves included, and all
 * that are within reach of such rows linked to each other. In the order of rows.
 * Ties: of equal clusters the one of the lowest such row; a row in reach of two belongs to the first.
 * Empty where no row has so many near it. Cost: O(n^2).
 */
export function findDense(
  distance: (i: number, j: number) => number,
  rows: number,
  { reach, least }: { readonly reach: number; readonly least: number },
): number[] {
  const near = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: rows }, (__, j) => j).filter((j) => distance(i, j) <= reach),
  );
  const isCore = near.map(({ length }) => length >= least);
  const seen = new Array<boolean>(rows).fill(false);
  let largest: number[] = [];
  for (let row = 0; row < rows; row++) {
    if (!isCore[row] || seen[row]) continue;
    const members = [row];
    seen[row] = true;
    for (const member of members) {
      if (!isCore[member]) continue;
      const found = near[member].filter((other) => !seen[other]);
      for (const other of found) seen[other] = true;
      members.push(...found);
    }
    if (members.length > largest.length) largest = members;
  }
  return largest.sort((a, b) => a - b);
}
