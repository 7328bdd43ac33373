import type { DefenseView, Line } from '../attack.js';

/**
 * Probes the defense in use with reports on a line: for a factor, |defense(m copies of the report, honest
 * reports) - mu|^2, in float64 in the order of coordinates.
 * A defense that is led to the same array again is as far as it was.
 */
export function probeDefense(
  { aggregateOnLine }: Pick<DefenseView, 'aggregateOnLine'>,
  means: Float64Array,
  line: Line,
): (factor: number) => number {
  const lead = aggregateOnLine(line);
  let last: { readonly led: Float32Array; readonly square: number } | null = null;
  return (factor) => {
    const led = lead(factor);
    if (last?.led !== led) last = { led, square: squareBetween(means, led) };
    return last.square;
  };
}

/** By itself, for only what is called often is compiled well. */
function squareBetween(means: Float64Array, led: Float32Array): number {
  let square = 0;
  for (let c = 0; c < led.length; c++) square += (led[c] - means[c]) * (led[c] - means[c]);
  return square;
}
