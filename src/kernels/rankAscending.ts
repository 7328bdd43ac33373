/**
 * The places of values from the lowest value on; of equal ones the first place comes first.
 * What is not a number is infinite.
 */
export function rankAscending(values: ArrayLike<number>): number[] {
  const known = Array.from(values, (value) => (value < Infinity ? value : Infinity));
  return [...known.keys()].sort((a, b) => (known[a] === known[b] ? a - b : known[a] - known[b]));
}

/** The median, of an even count the mean of the two middle values. What is not a number is infinite. */
export function medianValue(values: ArrayLike<number>): number {
  const sorted = rankAscending(values).map((place) => (values[place] < Infinity ? values[place] : Infinity));
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
