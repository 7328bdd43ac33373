import { mapVector } from '../../kernels/mapVector.js';
import { meanAndDeviation } from '../../kernels/meanAndDeviation.js';
import type { Forgery, HonestView } from '../attack.js';
import { type Direction, pointAway } from './direction.js';
import { type HonestCloud, measureCloud, probeSquares } from './honestCloud.js';
import { START } from './options.js';
import { searchLargest } from './searchLargest.js';

/** What a report has to keep to: whether its squared distances to the honest ones are still small enough. */
export type Bound = (cloud: HonestCloud) => (squares: Float64Array) => boolean;

/**
 * mu - gamma p for the largest gamma within a bound; mu, p over the honest reports.
 * Mean and deviation are accumulated in float64 in worker order, the report is rounded once.
 */
export function leaveMean(
  { honest, honestSquares }: Pick<HonestView, 'honest' | 'honestSquares'>,
  { direction, ddof }: { readonly direction: Direction; readonly ddof: 0 | 1 },
  bound: Bound,
): Forgery {
  const moments = meanAndDeviation(honest);
  const away = pointAway(direction, moments, { rows: honest[0].length, ddof });
  const cloud = measureCloud(honest, honestSquares(), moments.means, away);
  const isWithin = bound(cloud);
  const gamma = searchLargest(START, (factor) => isWithin(probeSquares(cloud, factor)));
  const report = mapVector(moments.means, (mean, c) => mean - gamma * away[c]);
  return { facts: { gamma }, report };
}
