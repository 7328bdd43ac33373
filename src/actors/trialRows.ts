/** A row that comes to the defense: whose it is, and which of the adversary's own; -1: it is not. */
export interface TrialRow {
  readonly row: number;
  readonly colluder: number;
}

/** The rows that come to the defense where the adversary makes some of its reports, in worker order. */
export function listTrialRows(
  participants: number,
  own: readonly number[],
  reports: number,
): readonly TrialRow[] {
  return Array.from({ length: participants }, (_, row) => ({ row, colluder: own.indexOf(row) })).filter(
    ({ colluder }) => colluder < reports,
  );
}

/** The places of rows that others computed. */
export function placeOthers(rows: readonly TrialRow[]): readonly number[] {
  return rows.flatMap(({ colluder }, place) => (colluder < 0 ? [place] : []));
}

/** Writes the squared distances among others' rows to their places among all n x n. */
export function fillInOthers(
  squares: Float64Array,
  rows: readonly TrialRow[],
  among: ArrayLike<number>,
): void {
  const n = rows.length;
  const others = placeOthers(rows);
  for (let i = 0; i < others.length; i++)
    for (let j = 0; j < others.length; j++) squares[others[i] * n + others[j]] = among[i * others.length + j];
}

/**
 * The same of one report that all colluders send: to others' rows, and between its copies,
 * which are no number apart where the report is not finite.
 */
export function fillInCopies(
  squares: Float64Array,
  rows: readonly TrialRow[],
  toOthers: ArrayLike<number>,
  isFinite: boolean,
): void {
  const n = rows.length;
  const between = isFinite ? 0 : NaN;
  for (let i = 0; i < n; i++) {
    if (rows[i].colluder < 0) continue;
    let at = 0;
    for (let j = 0; j < n; j++) {
      const square = rows[j].colluder < 0 ? toOthers[at++] : i === j ? 0 : between;
      squares[i * n + j] = squares[j * n + i] = square;
    }
  }
}
