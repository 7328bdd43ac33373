import type { Entry } from '../entries/entry.js';
import type { Layout } from './layout.js';
import type { Network } from './networks/network.js';

/** A network: its layout, which is known without loading TensorFlow.js, and how it computes logits. */
export interface ModelEntry<Name extends string = string> extends Entry, Layout {
  readonly kind: 'model';
  readonly name: Name;
  /**
   * Whether it is one hidden layer with ReLU, as tensors: kernel [inputs,
   * hidden] on data, bias, kernel [hidden, classes], bias. krumble's own
   * kernels compute such a network whole, in a third of the time of the tape.
   */
  readonly isPerceptron?: boolean;
  /**
   * What is made as small as can be; absent: the cross-entropy of the logits that its layers compute.
   * `half-squared-distance`: |w - x|^2 / 2 of an input x and the parameters w, a point among the inputs.
   * Such a model has no layers, one class, and as its logit minus that.
   */
  readonly loss?: 'half-squared-distance';
  /** Loads the layers, once a thread. */
  readonly loadNetwork: () => Promise<Network>;
}

/**
 * A network of a user's own: as an entry,
 * with the function that computes its logits in place of what loads it.
 */
export type ModelDefinition<Name extends string> = Omit<ModelEntry<Name>, 'kind' | 'loadNetwork'> & {
  readonly network: Network;
};

/**
 * Makes a network of its parts.
 * Its layers come along with the pass: `({ images, parameter, layers }) => logits`.
 */
export function defineModel<const Name extends string>({
  network,
  ...model
}: ModelDefinition<Name>): ModelEntry<Name> {
  return Object.freeze({ kind: 'model', ...model, loadNetwork: () => Promise.resolve(network) });
}
