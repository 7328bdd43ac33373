import * as tf from '@tensorflow/tfjs-core';
import { columnTotals } from '../../kernels/columnTotals.js';
import { dataLayer, dataLayerKernelGradient } from '../../kernels/dataLayer.js';
import { type Images, writeImageValues } from '../../kernels/images.js';
import type { OnData } from './onData.js';

/**
 * Dense layer on images [batch x in], by which nothing is differentiated:
 * data times kernel [in, out] plus bias [out], summed in float64 (see dataLayer for why).
 * The kernel's gradient is written where the kernel says.
 */
export function denseOnData(images: Images, kernel: OnData, bias: tf.Tensor1D): tf.Tensor2D {
  const data =
    images instanceof Float64Array ? images : writeImageValues(images, new Float64Array(images.bytes.length));
  const [outputs] = bias.shape;
  const batch = data.length / (kernel.values.length / outputs);
  return tf.customGrad((b) => ({
    value: tf.tensor2d(dataLayer(data, kernel.values, (b as tf.Tensor).dataSync<'float32'>()), [
      batch,
      outputs,
    ]),
    gradFunc: (dy: tf.Tensor) => {
      const slopes = dy.dataSync<'float32'>();
      if (kernel.gradient !== null) dataLayerKernelGradient(data, slopes, batch, kernel.gradient);
      return [tf.tensor1d(new Float32Array(columnTotals(slopes, outputs)))];
    },
  }))(bias) as tf.Tensor2D;
}
