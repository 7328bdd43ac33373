import type { DefenseView, Forgery } from '../attack.js';
import { maximize, SEARCHES } from './maximize.js';
import { squareFrom } from './squareFrom.js';

/**
 * The report on a line, by its factor, that the defense in use is led farthest from mu by:
 * the gain of a factor is |defense(m copies of the report, honest reports) - mu|, in float64 in the order of
 * coordinates. ByzantineMomentum takes its square, which is largest at the same place.
 * A defense that draws draws the same for every probe; one with memory begins with none.
 */
export function searchFactor(
  { aggregate, corrupted }: Pick<DefenseView, 'aggregate' | 'corrupted'>,
  means: Float64Array,
  makeReport: (factor: number) => Float32Array,
  variant: keyof typeof SEARCHES,
): Forgery {
  const gain = (factor: number): number => {
    const report = makeReport(factor);
    return Math.sqrt(squareFrom(means, aggregate(new Array<Float32Array>(corrupted).fill(report))));
  };
  const best = maximize(gain, SEARCHES[variant]);
  const facts = { factor: best.factor, gain: Number.isFinite(best.gain) ? best.gain : null };
  return { facts, report: makeReport(best.factor) };
}
