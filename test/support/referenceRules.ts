/** Rules of the systems that oracles come from, in plain float64, that searched attacks were tried on. */
type Rows = readonly (readonly number[])[];
type ReferenceRule = (rows: Rows, f: number) => number[];

const columns = (rows: Rows) => rows[0].map((_, c) => rows.map((row) => row[c]));
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const rising = (values: readonly number[]) => [...values].sort((a, b) => a - b);
const square = (a: readonly number[], b: readonly number[]) =>
  a.reduce((sum, value, c) => sum + (value - b[c]) ** 2, 0);
const columnMeans = (rows: Rows) => columns(rows).map(mean);

const middle = (values: readonly number[]) => {
  const sorted = rising(values);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const lowerMiddle = (values: readonly number[]) => rising(values)[(values.length - 1) >> 1];

function nearest(values: readonly number[], centre: number, count: number): number {
  const order = values.map((_, k) => k);
  order.sort((a, b) => Math.abs(values[a] - centre) - Math.abs(values[b] - centre) || a - b);
  return mean(order.slice(0, count).map((k) => values[k]));
}

/** For each row the sum of its `count` smallest distances to others. */
function scores(rows: Rows, count: number, power: 1 | 2): number[] {
  return rows.map((row, i) => {
    const all = rows.flatMap((other, j) => (j === i ? [] : [square(row, other)]));
    return rising(power === 2 ? all : all.map(Math.sqrt))
      .slice(0, count)
      .reduce((sum, value) => sum + value, 0);
  });
}

function best(rows: Rows, by: readonly number[], count: number): Rows {
  const order = rows.map((_, k) => k).sort((a, b) => by[a] - by[b] || a - b);
  return order.slice(0, count).map((k) => rows[k]);
}

function geometricMedian(rows: Rows): number[] {
  let z = rows[0].map(() => 0);
  for (let step = 0; step < 3; step++) {
    const weights = rows.map((row) => 1 / Math.max(0.1, Math.sqrt(square(row, z))));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    z = z.map((_, c) => rows.reduce((sum, row, i) => sum + weights[i] * row[c], 0) / total);
  }
  return z;
}

const trimmedMean: ReferenceRule = (rows, f) =>
  columns(rows).map((column) => mean(rising(column).slice(f, rows.length - f)));
const median: ReferenceRule = (rows) => columns(rows).map(middle);
const afterNnm =
  (rule: ReferenceRule): ReferenceRule =>
  (rows, f) => {
    const mixed = rows.map((row) =>
      columnMeans(
        best(
          rows,
          rows.map((other) => square(row, other)),
          rows.length - f,
        ),
      ),
    );
    return rule(mixed, f);
  };

/** ByzFL's. */
export const byzflRules: Readonly<Record<string, ReferenceRule>> = {
  'trimmed-mean': trimmedMean,
  median,
  meamed: (rows, f) => columns(rows).map((column) => nearest(column, middle(column), rows.length - f)),
  krum: (rows, f) => [...best(rows, scores(rows, rows.length - f - 1, 2), 1)[0]],
  'multi-krum': (rows, f) => columnMeans(best(rows, scores(rows, rows.length - f - 1, 2), rows.length - f)),
  'geometric-median': geometricMedian,
  'nnm>median': afterNnm(median),
  'nnm>trimmed-mean': afterNnm(trimmedMean),
};

/** ByzantineMomentum's. */
export const momentumRules: Readonly<Record<string, ReferenceRule>> = {
  'trimmed-mean': trimmedMean,
  median: (rows) => columns(rows).map(lowerMiddle),
  meamed: (rows, f) => columns(rows).map((column) => nearest(column, lowerMiddle(column), rows.length - f)),
  krum: (rows, f) => columnMeans(best(rows, scores(rows, rows.length - f - 1, 1), rows.length - f - 2)),
};

/** Krum as it was published, and as krum 0.9.1 has it. */
export const publishedKrum: ReferenceRule = (rows, f) => [
  ...best(rows, scores(rows, rows.length - f - 2, 2), 1)[0],
];
