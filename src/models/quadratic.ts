import { InvariantError } from '../errors/invariantError.js';
import type { ModelEntry } from './modelEntry.js';

/**
 * A point in 10 dimensions, whose loss at an input is half the squared distance: a quadratic of Hessian 1.
 * The mean loss F has its least value at the mean w* of the inputs, and F(w) - F(w*) = |w - w*|^2 / 2.
 * So gradient descent with rate r takes |w - w*| to (1 - r) |w - w*|, exactly. It begins at 0.
 */
export const quadratic = Object.freeze({
  kind: 'model',
  name: 'quadratic',
  summary: 'a point, whose loss is half the squared distance to the inputs: convergence as in proofs',
  definition: 'loss(w, x) = |w - x|^2 / 2; the optimum is the mean of the inputs; w begins at 0',
  example: 'quadratic-sign-flip-vs-trimmed-mean',
  loss: 'half-squared-distance',
  loadNetwork: () => Promise.reject(new InvariantError('a point has no layers')),
  inputShape: [10],
  classes: 1,
  tensors: [{ name: 'point', kind: 'bias', shape: [10] }],
} as const satisfies ModelEntry);
