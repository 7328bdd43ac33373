import { type Images, writeImageValues } from './images.js';

/**
 * The mean over a batch of |w - x|^2 / 2, which is returned, and its gradient w - mean of x,
 * plus l2 times w, which goes into `gradient`.
 * parameters w [d]; data x [batch x d].
 * Float64 sums in the order of coordinates and of inputs; the gradient is rounded once.
 * A value that is not finite makes its coordinate and the loss so. Costs 4 batch d.
 *
 * Example: w = (1, 0), x = (3, 0) and (1, 4): loss (2 + 8) / 2 = 5, gradient (1 - 2, 0 - 2) = (-1, -2).
 */
export function halfSquaredDistanceGradient(
  parameters: Float32Array,
  data: Images,
  gradient: Float32Array,
  l2: number,
): number {
  const values = toValues(data);
  const d = parameters.length;
  const batch = values.length / d;
  for (let c = 0; c < d; c++) {
    let sum = 0;
    for (let b = 0; b < batch; b++) sum += values[b * d + c];
    gradient[c] = parameters[c] - sum / batch + l2 * parameters[c];
  }
  const distances = measureEach(parameters, values);
  return distances.reduce((sum, distance) => sum + distance, 0) / batch;
}

/** |w - x|^2 / 2 of each input of a batch. */
export function halfSquaredDistances(parameters: Float32Array, data: Images): Float64Array {
  return measureEach(parameters, toValues(data));
}

function measureEach(parameters: Float32Array, values: Float64Array): Float64Array {
  const d = parameters.length;
  const distances = new Float64Array(values.length / d);
  for (let b = 0; b < distances.length; b++) {
    let sum = 0;
    for (let c = 0; c < d; c++) sum += (parameters[c] - values[b * d + c]) ** 2;
    distances[b] = sum / 2;
  }
  return distances;
}

function toValues(data: Images): Float64Array {
  return data instanceof Float64Array ? data : writeImageValues(data, new Float64Array(data.bytes.length));
}
