import * as tf from '@tensorflow/tfjs-core';

/**
 * Dense layer: input [batch, in] times kernel [in, out] plus bias [out].
 *
 * `dataInput` says that the input is data, of which no gradient is wanted. The gradients transpose explicitly:
 * the wasm backend multiplies 16 times faster that way than with its transpose flags.
 */
export function dense(
  input: tf.Tensor2D,
  kernel: tf.Tensor2D,
  bias: tf.Tensor1D,
  { dataInput }: { dataInput: boolean },
): tf.Tensor2D {
  const forward = (x: tf.Tensor2D, w: tf.Tensor2D, b: tf.Tensor1D) => tf.add(tf.matMul(x, w), b);
  const forKernel = (x: tf.Tensor2D, dy: tf.Tensor2D) => tf.matMul(tf.transpose(x), dy);
  if (dataInput) {
    return tf.customGrad((w, b) => ({
      value: forward(input, w as tf.Tensor2D, b as tf.Tensor1D),
      gradFunc: (dy: tf.Tensor) => [forKernel(input, dy as tf.Tensor2D), tf.sum(dy, 0)],
    }))(kernel, bias) as tf.Tensor2D;
  }
  return tf.customGrad((x, w, b, save) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor, w as tf.Tensor]);
    return {
      value: forward(x as tf.Tensor2D, w as tf.Tensor2D, b as tf.Tensor1D),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [
        tf.matMul(dy as tf.Tensor2D, tf.transpose(saved[1])),
        forKernel(saved[0] as tf.Tensor2D, dy as tf.Tensor2D),
        tf.sum(dy, 0),
      ],
    };
  })(input, kernel, bias) as tf.Tensor2D;
}
