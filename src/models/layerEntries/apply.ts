import type * as tf from '@tensorflow/tfjs-core';
import { add } from '../layers/add.js';
import { addBias } from '../layers/addBias.js';
import { convolution, convolutionOfData } from '../layers/convolution.js';
import { dense } from '../layers/dense.js';
import { denseOnData } from '../layers/denseOnData.js';
import { flatten } from '../layers/flatten.js';
import { globalAveragePool } from '../layers/globalAveragePool.js';
import { imageTensor } from '../layers/imageTensor.js';
import { maxPool } from '../layers/maxPool.js';
import { pooledConvolution, pooledConvolutionOfData } from '../layers/pooledConvolution.js';
import { relu } from '../layers/relu.js';
import { findStride } from './findStride.js';
import type { LayerPass } from './layerEntry.js';

/** How the layers of scenarios compute: each takes what it needs of the pass. */
export function applyDense({ input, images, parameter, onData }: LayerPass): tf.Tensor {
  const bias = parameter<tf.Tensor1D>('bias');
  if (input === null) return denseOnData(images, onData('kernel'), bias);
  return dense(inRows(input), parameter('kernel'), bias);
}

export function applyRelu({ input }: LayerPass): tf.Tensor {
  return relu(input!);
}

export function applyFlatten({ input }: LayerPass): tf.Tensor {
  return inRows(input!);
}

export function applyConvolution(pass: LayerPass): tf.Tensor {
  const { input, images, place, parameter } = pass;
  const { stride, pad, bias } = pass.options as {
    readonly stride: number;
    readonly pad: number;
    readonly bias: boolean;
  };
  const kernel = parameter<tf.Tensor4D>('kernel');
  const moved =
    input === null
      ? convolutionOfData(imageTensor(images, imageShape(place.shape)), kernel, { stride, pad })
      : convolution(input as tf.Tensor4D, kernel, { stride, pad });
  return bias ? addBias(moved, parameter('bias')) : moved;
}

export function applyPooledConvolution(pass: LayerPass): tf.Tensor {
  const { input, images, place, parameter } = pass;
  const { pool } = pass.options as { readonly pool: number };
  const [kernel, bias] = [parameter<tf.Tensor4D>('kernel'), parameter<tf.Tensor1D>('bias')];
  if (input !== null) return pooledConvolution(input as tf.Tensor4D, kernel, bias, pool);
  return pooledConvolutionOfData(imageTensor(images, imageShape(place.shape)), kernel, bias, pool);
}

export function applyMaxPool({ input, options }: LayerPass): tf.Tensor {
  return maxPool(input as tf.Tensor4D, (options as { readonly size: number }).size);
}

export function applyBatchNorm({ input, normalise }: LayerPass): tf.Tensor {
  return normalise(input as tf.Tensor4D);
}

export function applyGlobalAveragePool({ input }: LayerPass): tf.Tensor {
  return globalAveragePool(input as tf.Tensor4D);
}

export function applyResidual({ input, place, inner, parameter }: LayerPass): tf.Tensor {
  const [from, made] = [input as tf.Tensor4D, inner(input!) as tf.Tensor4D];
  const isSame = made.shape.every((extent, axis) => extent === from.shape[axis]);
  if (isSame) return add(made, from);
  const stride = findStride(place.shape, made.shape.slice(1))!;
  return add(made, convolution(from, parameter('shortcut/kernel'), { stride }));
}

function inRows(input: tf.Tensor): tf.Tensor2D {
  return input.rank === 2 ? (input as tf.Tensor2D) : flatten(input as tf.Tensor4D);
}

function imageShape([height, width, channels]: readonly number[]): [number, number, number] {
  return [height, width, channels];
}
