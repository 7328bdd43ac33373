import { subset } from '../random/subset.js';
import { stream } from '../random/stream.js';
import type { BlockView } from './rule.js';

/**
 * What a rule can look at where whole vectors of d coordinates are one block and no model is trained:
 * parameters of zero, a rate of 1, the server's own vector where one is given,
 * and the random streams of a seed in round 0.
 */
export function lendWhole(coordinates: number, root: Float32Array | null = null, seed = 0): BlockView {
  const random = (purpose: string) => stream(seed, 'rule', purpose, 0);
  return {
    ...{ start: 0, coordinates, parameters: new Float32Array(coordinates), learningRate: 1 },
    random,
    subset: (purpose, size) => subset(size, coordinates, random(purpose)),
    root,
    tensors: () => [],
  };
}
