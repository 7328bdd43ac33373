import * as tf from '@tensorflow/tfjs-core';

const TERMS_MAX = 112;

/**
 * Dense layer on data, of which no gradient is wanted: data [batch x in] times kernel [in, out] plus bias [out].
 *
 * The products are summed in stretches of inputs and the sums added: one float32 sum over all 784 pixels has twice
 * the rounding error, and attacked training amplifies it a thousandfold within a dozen rounds.
 */
export function denseOfData(data: Float32Array, kernel: tf.Tensor2D, bias: tf.Tensor1D): tf.Tensor2D {
  const inputs = kernel.shape[0];
  const batch = data.length / inputs;
  return tf.customGrad((w, b) => {
    let sum = b as tf.Tensor;
    for (let from = 0; from < inputs; from += TERMS_MAX) {
      const count = Math.min(TERMS_MAX, inputs - from);
      const stretch = tf.tensor2d(columns(data, inputs, from, count), [batch, count]);
      sum = tf.add(sum, tf.matMul(stretch, tf.slice(w as tf.Tensor2D, [from, 0], [count, -1])));
    }
    return {
      value: sum,
      gradFunc: (dy: tf.Tensor) => {
        const transposed = tf.transpose(tf.tensor2d(data, [batch, inputs]));
        return [tf.matMul(transposed, dy as tf.Tensor2D), tf.sum(dy, 0)];
      },
    };
  })(kernel, bias) as tf.Tensor2D;
}

/** Columns from .. from+count-1 of a row-major matrix. */
function columns(matrix: Float32Array, width: number, from: number, count: number): Float32Array {
  const rows = matrix.length / width;
  const part = new Float32Array(rows * count);
  for (let row = 0; row < rows; row++) {
    const start = row * width + from;
    part.set(matrix.subarray(start, start + count), row * count);
  }
  return part;
}
