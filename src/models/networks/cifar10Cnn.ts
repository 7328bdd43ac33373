import type * as tf from '@tensorflow/tfjs-core';
import { dense } from '../layers/dense.js';
import { flatten } from '../layers/flatten.js';
import { imageTensor } from '../layers/imageTensor.js';
import { pooledConvolution, pooledConvolutionOfData } from '../layers/pooledConvolution.js';
import { relu } from '../layers/relu.js';
import type { Network } from './network.js';

/**
 * Convolution 3x3x16, max-pool 3, convolution 4x4x64, max-pool 4, dense 384, 192, 10, with ReLU.
 * ReLU stands behind the pooling: the result and its gradient are the same, on a fraction of the values.
 */
export const cifar10Cnn: Network = ({ images, parameter }) => {
  const kernel = <T extends tf.Tensor>(name: string) => parameter<T>(`${name}/kernel`);
  const bias = (name: string) => parameter<tf.Tensor1D>(`${name}/bias`);
  const data = imageTensor(images, [32, 32, 3]);
  const first = relu(pooledConvolutionOfData(data, kernel('conv1'), bias('conv1'), 3));
  const second = relu(pooledConvolution(first, kernel('conv2'), bias('conv2'), 4));
  const third = relu(dense(flatten(second), kernel('fc1'), bias('fc1')));
  const fourth = relu(dense(third, kernel('fc2'), bias('fc2')));
  return dense(fourth, kernel('logits'), bias('logits'));
};
