/** The most stretches that rounds are put together to. */
const BINS_MAX = 200;
/** The most points of a curve, and rows of a table. */
const POINTS_MAX = 400;
const ROWS_MAX = 60;

/**
 * Means of values over stretches of rounds: `rows` rows, with one value for each stretch.
 * NaN where there is none.
 */
export interface Bins {
  readonly rounds: number;
  readonly rows: readonly Float64Array[];
}

/** Gathers values of rows and rounds into at most 200 stretches of rounds of (nearly) equal length. */
export function binned(rowCount: number, rounds: number) {
  const count = Math.min(rounds, BINS_MAX);
  const sums = Array.from({ length: rowCount }, () => new Float64Array(count));
  const seen = Array.from({ length: rowCount }, () => new Uint32Array(count));
  return {
    add: (round: number, row: number, value: number) => {
      const bin = Math.floor((round * count) / rounds);
      sums[row][bin] += value;
      seen[row][bin]++;
    },
    /** Sum of all values of each row. */
    totals: (): number[] => sums.map((row) => row.reduce((sum, value) => sum + value, 0)),
    means: (): Bins => ({
      rounds,
      rows: sums.map((row, k) => row.map((sum, bin) => sum / seen[k][bin])),
    }),
  };
}

/** At most `most` of some values, evenly, the first and the last among them. */
export function thinned<T>(values: readonly T[], most: number = POINTS_MAX): readonly T[] {
  if (values.length <= most) return values;
  return Array.from({ length: most }, (_, k) => values[Math.round((k * (values.length - 1)) / (most - 1))]);
}

/** Rows of a table, at most 60 of them, and what is said of the rest. */
export function tableRows<T>(values: readonly T[]): { rows: readonly T[]; note?: string } {
  const rows = thinned(values, ROWS_MAX);
  if (rows.length === values.length) return { rows };
  return {
    rows,
    note: `${rows.length} of ${values.length} rows, evenly chosen; the run folder has them all.`,
  };
}

/** Stretches put together to at most 60: the first and last round of each, and the mean of each row. */
export function binRows({ rounds, rows }: Bins): { from: number; to: number; means: number[] }[] {
  const bins = rows[0].length;
  const count = Math.min(bins, ROWS_MAX);
  return Array.from({ length: count }, (_, k) => {
    const [first, end] = [Math.floor((k * bins) / count), Math.floor(((k + 1) * bins) / count)];
    const roundAt = (bin: number) => Math.ceil((bin * rounds) / bins);
    const means = rows.map((row) => computeMean(row.subarray(first, end)));
    return { from: roundAt(first), to: roundAt(end) - 1, means };
  });
}

/** Of the values that are there; NaN where none is. */
function computeMean(values: Float64Array): number {
  const there = values.filter((value) => !Number.isNaN(value));
  return there.reduce((sum, value) => sum + value, 0) / there.length;
}
