import type * as tf from '@tensorflow/tfjs-core';
import { addBias } from '../layers/bias.js';
import { convolution, convolutionOfData } from '../layers/convolution.js';
import { dense } from '../layers/dense.js';
import { flatten } from '../layers/flatten.js';
import { imageTensor } from '../layers/imageTensor.js';
import { maxPool } from '../layers/maxPool.js';
import { relu } from '../layers/relu.js';
import type { Network } from './network.js';

/**
 * Convolution 3x3x16, max-pool 3, convolution 4x4x64, max-pool 4, dense 384, 192, 10, with ReLU. ReLU and bias come behind
 * the pooling: the result is the same, on a ninth and a sixteenth of the values.
 */
export const cifar10Cnn: Network = ({ images, parameter }) => {
  const bias = (input: tf.Tensor4D, name: string) => addBias(input, parameter(`${name}/bias`));
  const full = (input: tf.Tensor2D, name: string) =>
    dense(input, parameter(`${name}/kernel`), parameter(`${name}/bias`));
  const first = maxPool(convolutionOfData(imageTensor(images, [32, 32, 3]), parameter('conv1/kernel')), 3);
  const second = maxPool(convolution(relu(bias(first, 'conv1')), parameter('conv2/kernel')), 4);
  const features = flatten(relu(bias(second, 'conv2')));
  return full(relu(full(relu(full(features, 'fc1')), 'fc2')), 'logits');
};
