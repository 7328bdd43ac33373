/**
 * For each row the sum of the distances to its `count` nearest others, from the nearest on; squared or not.
 * `squares`: for each row its squared distances to all, itself included; not finite is infinitely far.
 */
export function nearestSums(
  squares: readonly Float64Array[],
  count: number,
  { isSquared }: { readonly isSquared: boolean },
): number[] {
  return squares.map((toAll, row) => {
    const toOthers = toAll
      .filter((_, other) => other !== row)
      .map((one) => (one < Infinity ? one : Infinity));
    const nearest = toOthers.sort().subarray(0, Math.max(1, count));
    return nearest.reduce((sum, square) => sum + (isSquared ? square : Math.sqrt(square)), 0);
  });
}

/** The place of the least; of equal ones the first. */
export function placeOfLeast(values: readonly number[]): number {
  return values.reduce((best, value, place) => (value < values[best] ? place : best), 0);
}
