import type { DefenseView } from '../attack.js';

/**
 * Probes the defense in use with reports on a line: for a factor, |defense(m copies of the report, honest
 * reports) - mu|^2, in float64 in the order of coordinates. `write` makes the report of a factor.
 * A defense that is led to the same array again is as far as it was.
 */
export function probeDefense(
  { aggregate, corrupted }: Pick<DefenseView, 'aggregate' | 'corrupted'>,
  means: Float64Array,
  write: (report: Float32Array, factor: number) => void,
): (factor: number) => number {
  const report = new Float32Array(means.length); // one for all probes: new ones take longer than to fill them
  const reports = new Array<Float32Array>(corrupted).fill(report);
  let last: { readonly led: Float32Array; readonly square: number } | null = null;
  return (factor) => {
    write(report, factor);
    const led = aggregate(reports);
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
