/** Sizes of n parts that differ by one at most, larger ones first. */
export function evenSizes(total: number, parts: number): number[] {
  const least = Math.floor(total / parts);
  return Array.from({ length: parts }, (_, part) => least + (part < total % parts ? 1 : 0));
}

/** A list cut into contiguous parts of such sizes. */
export function cutEvenly<T>(list: readonly T[], parts: number): T[][] {
  let next = 0;
  return evenSizes(list.length, parts).map((size) => list.slice(next, (next += size)));
}

/** Images sorted by class, those of a class by their index in the data set. */
export function sortByLabel(images: ArrayLike<number>, labels: Uint8Array): number[] {
  return Array.from(images).sort((a, b) => labels[a] - labels[b] || a - b);
}
