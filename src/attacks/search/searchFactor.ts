import { drawLine } from '../../kernels/line.js';
import type { DefenseView, Forgery, Line } from '../attack.js';
import { maximize, SEARCHES } from './maximize.js';
import { probeDefense } from './probeDefense.js';

/**
 * The report on a line that the defense in use is led farthest from mu by. It is searched for by t, which
 * `locate` makes a factor of: the gain of t is |defense(m copies of the report, honest reports) - mu|,
 * in float64 in the order of coordinates. ByzantineMomentum takes its square, largest at the same place.
 * A defense that draws draws the same for every probe; one with memory begins with none.
 */
export function searchFactor(
  view: Pick<DefenseView, 'aggregateOnLine'>,
  means: Float64Array,
  { line, locate }: { readonly line: Line; readonly locate: (t: number) => number },
  variant: keyof typeof SEARCHES,
): Forgery {
  const squareAt = probeDefense(view, means, line);
  const best = maximize((t) => Math.sqrt(squareAt(locate(t))), SEARCHES[variant]);
  const facts = { factor: best.factor, gain: Number.isFinite(best.gain) ? best.gain : null };
  const report = new Float32Array(means.length);
  drawLine(line.point, line.direction)(report, locate(best.factor));
  return { facts, report };
}
