import type * as tf from '@tensorflow/tfjs-core';
import { invariant } from '../errors/invariantError.js';
import { batchNorm, computeMoments, normaliseBy } from './layers/batchNorm.js';
import { countElements, type Layout } from './layout.js';

/** Batch norm of an input by scales and offsets, one layer after the other. */
export type Normalisation = (input: tf.Tensor4D, gamma: tf.Tensor1D, beta: tf.Tensor1D) => tf.Tensor4D;

/**
 * Values of a model's statistics: mean and variance of every
 * channel that batch norm sees; 0 without batch norm.
 */
export function statisticsCount(layout: Layout): number {
  const scales = layout.tensors.filter(({ kind }) => kind === 'gamma');
  return scales.reduce((count, { shape }) => count + 2 * countElements(shape), 0);
}

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

/** By the moments that were noted. Throws an InvariantError unless they are the layout's. */
export function byStatistics(layout: Layout, statistics: Float32Array | null): Normalisation {
  const count = statisticsCount(layout);
  const found = statistics?.length ?? 0;
  invariant(
    found === count && (statistics === null) === (count === 0),
    `${layout.name} is evaluated by ${count || 'no'} statistics of batch norm, not by ${found || 'none'}`,
  );
  let at = 0;
  const next = (length: number) => Float64Array.from(statistics!.subarray(at, (at += length)));
  return (input, gamma, beta) => {
    const [means, variances] = [next(gamma.size), next(gamma.size)];
    return normaliseBy({ means, variances }, input, gamma, beta);
  };
}
