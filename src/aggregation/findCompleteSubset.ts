/**
 * Whether n rows have a subset of n-f in which all pairs agree, and the first such subset in
 * lexicographic order.
 * The rows that are left out cover every pair that does not agree: a vertex cover of at most f rows,
 * which is
 * searched by branch and bound on the row in most such pairs; where no row is in more than two it is
 * counted.
 */
export function findCompleteSubset(
  rows: number,
  f: number,
  agrees: (i: number, j: number) => boolean,
): { isThere: () => boolean; first: () => number[] } {
  const against = Array.from({ length: rows }, (_, i) =>
    Array.from({ length: rows }, (_, j) => j).filter((j) => j !== i && !agrees(i, j)),
  );
  const isThere = (left: readonly boolean[], most: number) => hasCover(against, left, most);
  return {
    isThere: () => isThere(new Array<boolean>(rows).fill(true), f),
    first: () => pickFirst(against, f),
  };
}

/** Takes each row in turn that a subset can still be completed with. The subset is known to be there. */
function pickFirst(against: readonly (readonly number[])[], f: number): number[] {
  const rows = against.length;
  const left = new Array<boolean>(rows).fill(true);
  const chosen: number[] = [];
  let spare = f;
  for (let row = 0; row < rows && chosen.length < rows - f; row++) {
    if (!left[row]) continue;
    const gone = against[row].filter((other) => left[other]);
    const after = left.slice();
    for (const other of gone) after[other] = false;
    after[row] = false;
    if (gone.length <= spare && hasCover(against, after, spare - gone.length)) {
      for (const other of gone) left[other] = false;
      spare -= gone.length;
      chosen.push(row);
    } else {
      spare--;
    }
    left[row] = false;
  }
  return chosen;
}

/** Whether the pairs among the rows that are left can be covered by at most so many rows. */
function hasCover(against: readonly (readonly number[])[], left: readonly boolean[], most: number): boolean {
  if (most < 0) return false;
  let [widest, degree] = [-1, 0];
  for (let row = 0; row < left.length; row++) {
    if (!left[row]) continue;
    const count = against[row].reduce((sum, other) => (left[other] ? sum + 1 : sum), 0);
    if (count > degree) [widest, degree] = [row, count];
  }
  if (degree === 0) return true;
  if (degree <= 2) return countCover(against, left) <= most;
  const without = left.slice();
  without[widest] = false;
  if (hasCover(against, without, most - 1)) return true;
  const around = against[widest].filter((other) => left[other]);
  if (around.length > most) return false;
  for (const other of around) without[other] = false;
  return hasCover(against, without, most - around.length);
}

/**
 * The least cover where no row is in more than two pairs: of a path of k rows floor(k/2), of a ring
 * ceil(k/2).
 */
function countCover(against: readonly (readonly number[])[], left: readonly boolean[]): number {
  const seen = left.map((isLeft) => !isLeft);
  let total = 0;
  for (let row = 0; row < left.length; row++) {
    if (seen[row]) continue;
    let [size, ends] = [0, 0];
    const open = [row];
    seen[row] = true;
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      size++;
      const others = against[next].filter((other) => left[other]);
      ends += others.length;
      for (const other of others) {
        if (!seen[other]) open.push(other);
        seen[other] = true;
      }
    }
    const isRing = ends === 2 * size;
    total += isRing ? Math.ceil(size / 2) : Math.floor(size / 2);
  }
  return total;
}
