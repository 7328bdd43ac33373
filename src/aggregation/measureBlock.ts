import type { Memory } from '../entries/memory.js';
import { squaredDistances, squaredDistancesTo } from '../kernels/distances.js';
import type { BlockView, Geometry, Rule, RuleSetting } from './rule.js';

/** A rule, what it is told, and whether norms are to be measured. */
export interface Asked {
  readonly entry: Rule;
  readonly setting: RuleSetting;
  readonly norms: boolean;
}

/**
 * How many numbers one block of n rows gives: n x n squared distances, then n squared norms,
 * then n squared distances to the reference row and its norm, then the rule's own sums.
 */
export function countMeasured({ entry, setting, norms }: Asked, n: number): number {
  const toReference = askReference({ entry, setting }) === null ? 0 : n + 1;
  return n * n + (norms ? n : 0) + toReference + (entry.sums?.count(setting) ?? 0);
}

/**
 * One block's part of what is measured, in that order; parts are added in the order of blocks.
 * The distances between rows of `known` are somebody else's to measure, and 0 here.
 */
export function measureBlock(
  { entry, setting, norms }: Asked,
  rows: readonly Float32Array[],
  memory: Memory,
  view: BlockView,
  known: readonly number[] = [],
): Float64Array {
  const n = rows.length;
  const measured = new Float64Array(countMeasured({ entry, setting, norms }, n));
  measured.set(measurePairs(rows, known));
  let at = n * n;
  const zero = () => new Float32Array(rows[0].length);
  if (norms) {
    measured.set(squaredDistancesTo(rows, zero()), at);
    at += n;
  }
  const reference = askReference({ entry, setting });
  if (reference !== null) {
    const row = reference.row(rows, setting, memory, view);
    measured.set(squaredDistancesTo([...rows, zero()], row), at);
    at += n + 1;
  }
  if (entry.sums) measured.set(entry.sums.measure(rows, setting, view, memory), at);
  return measured;
}

function measurePairs(rows: readonly Float32Array[], known: readonly number[]): Float64Array {
  if (known.length === 0) return squaredDistances(rows);
  const n = rows.length;
  const asked = rows.flatMap((_, row) => (known.includes(row) ? [] : [row]));
  const order = [...asked, ...known];
  const squares = new Float64Array(n * n);
  if (asked.length === 0) return squares;
  const measured = squaredDistances(
    order.map((row) => rows[row]),
    asked.length,
  );
  for (const [i, row] of order.entries())
    for (const [j, other] of order.entries()) squares[row * n + other] = measured[i * n + j];
  return squares;
}

/** The geometry of n rows, of the sums of what all blocks gave. */
export function readGeometry({ entry, setting, norms }: Asked, n: number, total: Float64Array): Geometry {
  let at = n * n;
  const next = (length: number) => total.subarray(at, (at += length));
  const squaredNorms = norms ? next(n) : null;
  const toReference =
    askReference({ entry, setting }) === null ? undefined : { squares: next(n), squaredNorm: next(1)[0] };
  const sums = entry.sums === undefined ? undefined : next(entry.sums.count(setting));
  return {
    ...{ rows: n, squares: total.subarray(0, n * n), squaredNorms },
    ...(toReference && { toReference }),
    ...(sums && { sums }),
  };
}

/** The reference row that a rule asks for under a setting; null: none. */
export function askReference({ entry, setting }: Pick<Asked, 'entry' | 'setting'>) {
  return entry.reference?.(setting) ?? null;
}

/** Why no transform can stand before a rule under a setting; null: one can. */
export function findWhyAlone(asked: Pick<Asked, 'entry' | 'setting'>): string | null {
  const looks = asked.entry.sums !== undefined || askReference(asked)?.isOfReports === true;
  return looks
    ? `${asked.entry.name} looks at the reports’ own coordinates: nothing can stand before it`
    : null;
}
