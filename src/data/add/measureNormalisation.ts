import type { DataSet } from '../dataSet.js';

/**
 * The mean and the deviation of each channel's pixels, as shares of 255, to four digits behind the point:
 * sums in whole numbers, which are exact. A channel that never changes has deviation 1.
 * values [count x ... x channels].
 */
export function measureNormalisation(
  values: Uint8Array | Float32Array,
  channels: number,
): DataSet['normalisation'] {
  const sums = new Float64Array(channels);
  const squares = new Float64Array(channels);
  for (let k = 0; k < values.length; k++) {
    sums[k % channels] += values[k];
    squares[k % channels] += values[k] * values[k];
  }
  const count = values.length / channels;
  const means = Array.from(sums, (sum) => sum / count / 255);
  const deviations = Array.from(squares, (sum, channel) =>
    Math.sqrt(Math.max(0, sum / count / 255 ** 2 - means[channel] ** 2)),
  );
  return { means: means.map(toFourDigits), deviations: deviations.map((one) => toFourDigits(one) || 1) };
}

function toFourDigits(value: number): number {
  return Math.round(value * 1e4) / 1e4;
}
