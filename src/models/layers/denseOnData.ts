import * as tf from '@tensorflow/tfjs-core';
import { columnTotals } from '../../kernels/columnTotals.js';
import { dataLayer, dataLayerKernelGradient } from '../../kernels/dataLayer.js';

/**
 * Dense layer on float64 data [batch x in], by which nothing is differentiated: data times kernel [in, out] plus bias
 * [out], summed in float64 (see dataLayer for why).
 */
export function denseOnData(data: Float64Array, kernel: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  const [inputs, outputs] = kernel.shape;
  const batch = data.length / inputs;
  return tf.customGrad((w, b) => {
    const values = dataLayer(
      data,
      (w as tf.Tensor).dataSync<'float32'>(),
      (b as tf.Tensor).dataSync<'float32'>(),
    );
    return {
      value: tf.tensor2d(values, [batch, outputs]),
      gradFunc: (dy: tf.Tensor) => {
        const slopes = dy.dataSync<'float32'>();
        const kernelGradient = new Float32Array(inputs * outputs);
        dataLayerKernelGradient(data, slopes, batch, kernelGradient);
        const biasGradient = new Float32Array(columnTotals(slopes, outputs));
        return [tf.tensor2d(kernelGradient, [inputs, outputs]), tf.tensor1d(biasGradient)];
      },
    };
  })(kernel, bias) as tf.Tensor2D;
}
