import type { DefenseView, Forgery } from '../attack.js';
import { maximize, SEARCHES } from './maximize.js';
import { probeDefense } from './probeDefense.js';

/**
 * The report on a line, by its factor, that the defense in use is led farthest from mu by:
 * the gain of a factor is |defense(m copies of the report, honest reports) - mu|, in float64 in the order of
 * coordinates. ByzantineMomentum takes its square, which is largest at the same place.
 * A defense that draws draws the same for every probe; one with memory begins with none.
 */
export function searchFactor(
  view: Pick<DefenseView, 'aggregate' | 'corrupted'>,
  means: Float64Array,
  write: (report: Float32Array, factor: number) => void,
  variant: keyof typeof SEARCHES,
): Forgery {
  const squareAt = probeDefense(view, means, write);
  const best = maximize((factor) => Math.sqrt(squareAt(factor)), SEARCHES[variant]);
  const facts = { factor: best.factor, gain: Number.isFinite(best.gain) ? best.gain : null };
  const report = new Float32Array(means.length);
  write(report, best.factor);
  return { facts, report };
}
