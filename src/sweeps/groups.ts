import { summarize, type Summary } from '../statistics/summary.js';
import type { Axis } from '../scenario/grid.js';
import type { Sweep, SweptPoint } from './sweepFolder.js';
import { LAST, type SweptResult } from './sweptResult.js';

/** The axis along which runs are repetitions of each other. */
const REPEATED = 'seed';

/** The runs of a sweep that differ in their seed alone, and what they came to. */
export interface Group {
  /** For each of the axes but seeds the index of its value. */
  readonly at: readonly number[];
  /** How many runs there are to be, and how many of them have ended. */
  readonly runs: number;
  readonly ended: number;
  readonly accuracyMax: Summary | null;
  readonly accuracyLast10: Summary | null;
  readonly accuracyFinal: Summary | null;
  /** Percent of rounds in which a backdoor hit. */
  readonly hits: Summary | null;
  /** How many of the runs ended because the model overflowed. */
  readonly overflows: number;
}

/** The axes of a sweep but seeds, and its groups in their order. */
export function groupPoints({ axes, points }: Pick<Sweep, 'axes' | 'points'>): {
  axes: Axis[];
  groups: Group[];
} {
  const kept = axes.map(({ field }) => field !== REPEATED);
  const grouped = new Map<string, { at: number[]; points: SweptPoint[] }>();
  for (const point of points) {
    const at = point.at.filter((_, axis) => kept[axis]);
    const group = grouped.get(at.join(' ')) ?? { at, points: [] };
    // A seed may stand there twice.
    if (!group.points.some(({ run }) => run === point.run)) group.points.push(point);
    grouped.set(at.join(' '), group);
  }
  return { axes: axes.filter((_, axis) => kept[axis]), groups: [...grouped.values()].map(summary) };
}

function summary({ at, points }: { at: number[]; points: readonly SweptPoint[] }): Group {
  const results = points.flatMap(({ result }) => result ?? []);
  const range = (pick: (result: SweptResult) => number | null) =>
    summarize(results.flatMap((one) => pick(one) ?? []));
  return {
    at,
    runs: points.length,
    ended: results.length,
    accuracyMax: range((one) => one.accuracyMax),
    accuracyLast10: range((one) => one.accuracyLast10),
    accuracyFinal: range((one) => one.accuracyFinal),
    hits: range((one) => one.backdoorHitRate),
    overflows: results.filter(({ overflowRound }) => overflowRound !== null).length,
  };
}

/** Over how many evaluations the mean of the last ones is: ten, or the most of any run. */
export function countLast({ points }: Pick<Sweep, 'points'>): number {
  const counts = points.flatMap(({ result }) => (result === null ? [] : [result.evaluations ?? LAST]));
  return counts.length === 0 ? LAST : Math.min(LAST, Math.max(...counts));
}
