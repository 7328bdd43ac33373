import * as tf from '@tensorflow/tfjs-core';
import { columnTotals, dataLayer, dataLayerKernelGradient } from '../../kernels/dataLayer.js';

/**
 * Dense layer on data, of which no gradient is wanted: data [batch x in] times kernel [in, out] plus bias [out].
 * Computed by krumble's own kernels, with float64 sums; everything behind it is TensorFlow.js again.
 */
export function denseOfData(data: Float64Array, kernel: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  const [inputs, outputs] = kernel.shape;
  const batch = data.length / inputs;
  return tf.customGrad((w, b) => ({
    value: tf.tensor2d(dataLayer(data, floats(w), floats(b)), [batch, outputs]) as tf.Tensor,
    gradFunc: (dy: tf.Tensor) => {
      const slopes = floats(dy);
      return [
        tf.tensor2d(dataLayerKernelGradient(data, slopes, outputs), [inputs, outputs]),
        tf.tensor1d(Float32Array.from(columnTotals(slopes, outputs))),
      ];
    },
  }))(kernel, bias) as tf.Tensor2D;
}

function floats(tensor: tf.Tensor | tf.GradSaveFunc): Float32Array {
  return (tensor as tf.Tensor).dataSync<'float32'>();
}
