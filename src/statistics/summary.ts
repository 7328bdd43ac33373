/** What several runs came to: their mean, the least and the most of them, and their standard deviation. */
export interface Summary {
  readonly mean: number;
  readonly least: number;
  readonly most: number;
  /** Of the sample (n - 1); null of one value. */
  readonly deviation: number | null;
  readonly count: number;
}

/** The range of values; null where there are none. */
export function summarize(values: readonly number[]): Summary | null {
  const count = values.length;
  if (count === 0) return null;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const deviation = count === 1 ? null : Math.sqrt(squares / (count - 1));
  return { mean, least: Math.min(...values), most: Math.max(...values), deviation, count };
}
