import type * as tf from '@tensorflow/tfjs-core';
import { dense } from '../layers/dense.js';
import { denseOfData } from '../layers/denseOfData.js';
import { relu } from '../layers/relu.js';
import type { Network } from './network.js';

/** 784-100-10 with ReLU. */
export const mnistMlp: Network = ([kernel1, bias1, kernel2, bias2], images) => {
  const hidden = relu(denseOfData(images, kernel1 as tf.Tensor2D, bias1 as tf.Tensor1D));
  return dense(hidden, kernel2 as tf.Tensor2D, bias2 as tf.Tensor1D);
};
