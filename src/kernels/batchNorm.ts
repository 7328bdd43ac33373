/** Mean and variance (biased) of each channel. */
export interface Moments {
  readonly means: Float64Array;
  readonly variances: Float64Array;
}

/** Added to each variance. */
const EPSILON = 1e-5;

/**
 * gamma_c (x_ic - mean_c) / sqrt(variance_c + 1e-5) + beta_c
 * for every value of a row-major matrix [values, channels].
 * Computed in float64, rounded once.
 */
export function normalised(
  matrix: Float32Array,
  { means, variances }: Moments,
  gamma: Float32Array,
  beta: Float32Array,
): Float32Array {
  const channels = means.length;
  const scales = inverses(variances).map((inverse, c) => inverse * gamma[c]);
  const out = new Float32Array(matrix.length);
  for (let from = 0; from < matrix.length; from += channels) {
    for (let c = 0; c < channels; c++) out[from + c] = (matrix[from + c] - means[c]) * scales[c] + beta[c];
  }
  return out;
}

/**
 * Gradients of batch norm by the moments of the matrix itself, from the gradient of its output, `slopes`.
 * With N values a channel and n = (x - mean) / deviation: gamma: sum of s n; beta: sum of s;
 * input: gamma / deviation (s - beta's gradient / N - n gamma's gradient / N).
 * In float64, sums in the order of values.
 */
export function batchNormGradient(
  slopes: Float32Array,
  matrix: Float32Array,
  { means, variances }: Moments,
  gamma: Float32Array,
): { input: Float32Array; gamma: Float64Array; beta: Float64Array } {
  const channels = means.length;
  const inverse = inverses(variances);
  const byGamma = new Float64Array(channels);
  const byBeta = new Float64Array(channels);
  for (let from = 0; from < matrix.length; from += channels) {
    for (let c = 0; c < channels; c++) {
      const slope = slopes[from + c];
      byBeta[c] += slope;
      byGamma[c] += slope * ((matrix[from + c] - means[c]) * inverse[c]);
    }
  }
  const count = matrix.length / channels;
  const even = byBeta.map((sum) => sum / count);
  const along = byGamma.map((sum, c) => (sum / count) * inverse[c]);
  const scales = inverse.map((value, c) => value * gamma[c]);
  const input = new Float32Array(matrix.length);
  for (let from = 0; from < matrix.length; from += channels) {
    for (let c = 0; c < channels; c++) {
      const rest = slopes[from + c] - even[c] - (matrix[from + c] - means[c]) * along[c];
      input[from + c] = rest * scales[c];
    }
  }
  return { input, gamma: byGamma, beta: byBeta };
}

function inverses(variances: Float64Array): Float64Array {
  return variances.map((variance) => 1 / Math.sqrt(variance + EPSILON));
}
