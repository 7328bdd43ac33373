import * as tf from '@tensorflow/tfjs-core';
import {
  type Convolution,
  convolution as forward,
  convolutionInputGradient,
  convolutionKernelGradient,
} from '../../kernels/convolution.js';

/**
 * How a convolution moves over its input: by `stride`, after `pad` rows and columns of zeros on each side.
 */
export interface Steps {
  readonly stride?: number;
  readonly pad?: number;
}

/**
 * Convolution without bias, by krumble's own kernels: out[b, y, x, j] = sum over ky,
 * kx, c of input[b, y stride + ky - pad, x stride + kx - pad, c] kernel[ky, kx, c, j].
 * Input [batch, height, width, channels].
 */
export function convolution(input: tf.Tensor4D, kernel: tf.Tensor4D, steps: Steps = {}): tf.Tensor4D {
  const sizes = buildConvolution(input, kernel, steps);
  return tf.customGrad((x, w, save) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor, w as tf.Tensor]);
    return {
      value: convolve(x as tf.Tensor, w as tf.Tensor, sizes),
      gradFunc: (dy: tf.Tensor, [from, by]: tf.Tensor[]) => [
        tf.tensor(convolutionInputGradient(floats(dy), floats(by), sizes), input.shape),
        kernelGradient(from, dy, kernel.shape, sizes),
      ],
    };
  })(input, kernel) as tf.Tensor4D;
}

/** The same on data, by which nothing is differentiated. */
export function convolutionOfData(data: tf.Tensor4D, kernel: tf.Tensor4D, steps: Steps = {}): tf.Tensor4D {
  const sizes = buildConvolution(data, kernel, steps);
  return tf.customGrad((w, save) => {
    (save as tf.GradSaveFunc)([data]);
    return {
      value: convolve(data, w as tf.Tensor, sizes),
      gradFunc: (dy: tf.Tensor, [from]: tf.Tensor[]) => [kernelGradient(from, dy, kernel.shape, sizes)],
    };
  })(kernel) as tf.Tensor4D;
}

function buildConvolution(
  input: tf.Tensor4D,
  kernel: tf.Tensor4D,
  { stride = 1, pad = 0 }: Steps,
): Convolution {
  const [batch, height, width, channels] = input.shape;
  const [rows, columns, , outputs] = kernel.shape;
  const extent = (size: number, field: number) => Math.floor((size + 2 * pad - field) / stride) + 1;
  return {
    batch,
    input: [height, width, channels],
    output: [extent(height, rows), extent(width, columns), outputs],
    kernel: [rows, columns],
    stride,
    pad,
  };
}

function convolve(input: tf.Tensor, kernel: tf.Tensor, sizes: Convolution): tf.Tensor {
  return tf.tensor(forward(floats(input), floats(kernel), sizes), [sizes.batch, ...sizes.output]);
}

function kernelGradient(input: tf.Tensor, dy: tf.Tensor, shape: number[], sizes: Convolution): tf.Tensor {
  return tf.tensor(convolutionKernelGradient(floats(input), floats(dy), sizes), shape);
}

function floats(tensor: tf.Tensor): Float32Array {
  return tensor.dataSync<'float32'>();
}
