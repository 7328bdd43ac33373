import type * as tf from '@tensorflow/tfjs-core';
import { dense } from '../layers/dense.js';
import { relu } from '../layers/relu.js';
import type { Network } from './network.js';

/** 784-100-10 with ReLU. */
export const mnistMlp: Network = {
  rest: (hidden, [kernel, bias]) => dense(relu(hidden), kernel as tf.Tensor2D, bias as tf.Tensor1D),
};
