import * as tf from '@tensorflow/tfjs-core';
import { add } from '../layers/add.js';
import { convolution, convolutionOfData } from '../layers/convolution.js';
import { dense } from '../layers/dense.js';
import { globalAveragePool } from '../layers/globalAveragePool.js';
import { imageTensor } from '../layers/imageTensor.js';
import { relu } from '../layers/relu.js';
import type { Network, Pass } from './network.js';

/**
 * Wide residual network of depth 40 and width 4 (Zagoruyko and Komodakis,
 * 2016), pre-activation: a convolution, three groups of six blocks on 64,
 * 128 and 256 channels, batch norm, ReLU, global average pool, dense.
 */
export const cifar100Wrn40x4: Network = (pass) => {
  const { images, parameter, normalise } = pass;
  const data = imageTensor(images, [32, 32, 3]);
  let values = convolutionOfData(data, parameter('conv1/kernel'), { pad: 1 });
  for (const group of [1, 2, 3]) {
    for (const number of [1, 2, 3, 4, 5, 6]) {
      const stride = group > 1 && number === 1 ? 2 : 1;
      values = replaced(values, (input) => block(pass, input, `group${group}/block${number}`, stride));
    }
  }
  const features = globalAveragePool(relu(normalise(values, 'bn')));
  return dense(features, parameter('logits/kernel'), parameter('logits/bias'));
};

/**
 * Batch norm, ReLU, convolution, twice, added to the input;
 * a first block's input goes through a 1x1 convolution.
 */
function block(
  { parameter, normalise }: Pass,
  input: tf.Tensor4D,
  name: string,
  stride: number,
): tf.Tensor4D {
  const kernel = (layer: string) => parameter<tf.Tensor4D>(`${name}/${layer}/kernel`);
  const active = relu(normalise(input, `${name}/bn1`));
  const inner = relu(normalise(convolution(active, kernel('conv1'), { stride, pad: 1 }), `${name}/bn2`));
  const outer = convolution(inner, kernel('conv2'), { pad: 1 });
  const isFirst = name.endsWith('/block1');
  return add(outer, isFirst ? convolution(active, kernel('shortcut'), { stride }) : input);
}

/**
 * What `make` makes of a tensor that nobody else needs;
 * of what lies between, only what a gradient needs lives on.
 */
function replaced(input: tf.Tensor4D, make: (input: tf.Tensor4D) => tf.Tensor4D): tf.Tensor4D {
  const output = tf.tidy(() => make(input));
  input.dispose();
  return output;
}
