import { drawLine } from '../../kernels/line.js';
import { meanAndDeviation } from '../../kernels/meanAndDeviation.js';
import { type DefenseView, defineAttack, type Forgery, type HonestView } from '../attack.js';
import { addCopies } from '../fang/copiesAmong.js';
import { nearestSums, placeOfLeast } from '../fang/nearestSums.js';
import { requireHonest } from '../requireHonest.js';
import { probeDefense } from '../search/probeDefense.js';
import { type Direction, pointAway } from './direction.js';
import { type HonestCloud, measureCloud } from './honestCloud.js';
import { options, PAPER } from './options.js';
import { searchLargest } from './searchLargest.js';

/** Where the searches of the authors' code begin. */
const START = { picked: 3, defense: 5 };

/**
 * Attacks that are tailored to an aggregation rule: every corrupted worker sends mu - gamma p, mu and p over
 * the honest reports as min-max has them (sigma by h - 1), for the largest gamma that a search allows.
 *
 * defense: a probe is allowed if the defense in use, transforms and rule, ends farther from mu than at the
 * probe before; the first one always is (the authors' attack on trimmed mean and median). Search from 5 on.
 * picked: if all m copies are among those that Krum picks one after the other, by squared distances to the
 * r-3-m nearest others of r that remain, while r > 2m+2. Search from 3 on. Ties: the first, a copy.
 *
 * Cost: a defense on all coordinates a probe, about 20; for picked O(h^2 d) once. The record has gamma.
 */
export const agrTailored = defineAttack({
  name: 'agr-tailored',
  summary: 'as far from the mean of the honest reports as the rule in use can be led, or Krum picks it',
  paper: PAPER,
  variants: [
    {
      name: 'defense',
      definition:
        'mu - gamma p, the largest gamma probed at which the defense in use ends farther from mu than before',
    },
    {
      name: 'picked',
      definition:
        'mu - gamma p, the largest gamma at which Krum, picking one after the other, picks all m copies',
    },
  ],
  example: 'mnist-agr-tailored-vs-median',
  sees: { defense: 'defense', picked: 'honest' },
  asksDistances: true,
  options,
  complete: (_options, around, refuse) => {
    requireHonest(around, refuse);
    return {};
  },
  idle: ({ variant }, { count, corrupted }) =>
    variant === 'picked' && count <= 2 * corrupted + 2
      ? 'its Krum picks while more than 2m+2 rows are left, and there are no more; it reports the mean'
      : null,
  decide: (view, { direction, variant }) => leaveMean(view, direction, variant === 'picked'),
});

function leaveMean(view: HonestView | DefenseView, direction: Direction, isForKrum: boolean): Forgery {
  const moments = meanAndDeviation(view.honest);
  const away = pointAway(direction, moments, { rows: view.honest[0].length, ddof: 1 });
  const line = { point: moments.means, direction: away };
  const gamma =
    'aggregateOnLine' in view && !isForKrum
      ? searchLargest(START.defense, leadsFarther(probeDefense(view, moments.means, line)))
      : searchLargest(
          START.picked,
          picksAll(measureCloud(view.honest, view.honestSquares(), moments.means, away), view.corrupted),
        );
  const report = new Float32Array(away.length);
  drawLine(line.point, line.direction)(report, -gamma);
  return { facts: { gamma }, report };
}

/** Whether the defense ends farther from mu than at the probe before. */
function leadsFarther(squareAt: (factor: number) => number): (gamma: number) => boolean {
  let before = -1;
  return (gamma) => {
    const square = squareAt(-gamma);
    const isFarther = before < square;
    before = square;
    return isFarther;
  };
}

/** Whether Krum, picking one row after the other, picks all copies of a report. */
function picksAll(cloud: HonestCloud, copies: number): (gamma: number) => boolean {
  return (gamma) => {
    let table = addCopies(cloud, gamma, copies);
    let left = Array.from(table.keys());
    let picked = 0;
    while (left.length > 2 * copies + 2) {
      const place = placeOfLeast(nearestSums(table, left.length - 3 - copies, { isSquared: true }));
      if (left[place] < copies) picked++;
      left = left.filter((_, at) => at !== place);
      table = table.filter((_, at) => at !== place).map((row) => row.filter((_, at) => at !== place));
    }
    return picked === copies;
  };
}
