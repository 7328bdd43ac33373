import type * as tf from '@tensorflow/tfjs-core';
import { batchNorm, computeMoments, normaliseBy } from './layers/batchNorm.js';

/** Batch norm of an input by scales and offsets, one layer after the other. */
export type Normalisation = (input: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D) => tf.Tensor4D;

/** By the batch's own moments, with a gradient. */
export const inTraining: Normalisation = batchNorm;

/**
 * By the batch's own moments, which are written into `statistics`: means, then variances, layer after layer.
 */
export function noting(statistics: Float32Array): Normalisation {
  let at = 0;
  return (input, gamma, beta) => {
    const moments = computeMoments(input);
    for (const values of [moments.means, moments.variances]) {
      statistics.set(values, at);
      at += values.length;
    }
    return normaliseBy(moments, input, gamma, beta);
  };
}

/** By the moments that were noted; null without batch norm. */
export function byStatistics(statistics: Float32Array | null): Normalisation {
  let at = 0;
  const next = (length: number) => Float64Array.from(statistics!.subarray(at, (at += length)));
  return (input, gamma, beta) => {
    const [means, variances] = [next(gamma.size), next(gamma.size)];
    return normaliseBy({ means, variances }, input, gamma, beta);
  };
}
