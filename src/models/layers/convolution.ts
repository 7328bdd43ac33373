import * as tf from '@tensorflow/tfjs-core';
import { type Convolution, convolutionKernelGradient } from '../../kernels/convolution.js';

/** How a convolution moves over its input: by `stride`, after `pad` rows and columns of zeros on each side. */
export interface Steps {
  readonly stride?: number;
  readonly pad?: number;
}

/**
 * Convolution without bias: out[b, y, x, j] = sum over ky, kx, c of
 * input[b, y stride + ky - pad, x stride + kx - pad, c] kernel[ky, kx, c, j]. Input [batch, height, width, channels].
 */
export function convolution(input: tf.Tensor4D, kernel: tf.Tensor4D, steps: Steps = {}): tf.Tensor4D {
  return tf.customGrad((x, w, save) => {
    (save as tf.GradSaveFunc)([x as tf.Tensor, w as tf.Tensor]);
    const value = convolve(x as tf.Tensor4D, w as tf.Tensor4D, steps);
    const sizes = sizesOf(input, kernel, value, steps);
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => [
        inputGradient(dy as tf.Tensor4D, saved[1] as tf.Tensor4D, sizes),
        kernelGradient(saved[0], dy, sizes),
      ],
    };
  })(input, kernel) as tf.Tensor4D;
}

/** The same on data, by which nothing is differentiated. */
export function convolutionOfData(data: tf.Tensor4D, kernel: tf.Tensor4D, steps: Steps = {}): tf.Tensor4D {
  return tf.customGrad((w, save) => {
    (save as tf.GradSaveFunc)([data]);
    const value = convolve(data, w as tf.Tensor4D, steps);
    const sizes = sizesOf(data, kernel, value, steps);
    return { value, gradFunc: (dy: tf.Tensor, [x]: tf.Tensor[]) => [kernelGradient(x, dy, sizes)] };
  })(kernel) as tf.Tensor4D;
}

function convolve(input: tf.Tensor4D, kernel: tf.Tensor4D, { stride = 1, pad = 0 }: Steps): tf.Tensor4D {
  const both: [number, number] = [pad, pad];
  return tf.conv2d(input, kernel, stride, [[0, 0], both, both, [0, 0]]);
}

function sizesOf(
  x: tf.Tensor4D,
  w: tf.Tensor4D,
  y: tf.Tensor4D,
  { stride = 1, pad = 0 }: Steps,
): Convolution {
  const [batch, height, width, channels] = x.shape;
  return {
    batch,
    input: [height, width, channels],
    output: [y.shape[1], y.shape[2], y.shape[3]],
    kernel: [w.shape[0], w.shape[1]],
    stride,
    pad,
  };
}

function kernelGradient(x: tf.Tensor, dy: tf.Tensor, sizes: Convolution): tf.Tensor {
  const values = convolutionKernelGradient(x.dataSync<'float32'>(), dy.dataSync<'float32'>(), sizes);
  return tf.tensor(values, [...sizes.kernel, sizes.input[2], sizes.output[2]]);
}

/**
 * The gradient of the input is a convolution too: of the slopes, spread out to the stride and padded, with the kernel
 * turned by 180 degrees and its input and output channels swapped.
 */
function inputGradient(dy: tf.Tensor4D, kernel: tf.Tensor4D, sizes: Convolution): tf.Tensor {
  return tf.tidy(() => {
    const turned = tf.transpose(tf.reverse(kernel, [0, 1]), [0, 1, 3, 2]);
    const [before, after] = [0, 1].map((axis) => {
      const covered = (sizes.output[axis] - 1) * sizes.stride + 1;
      const first = sizes.kernel[axis] - 1 - sizes.pad;
      return [first, sizes.input[axis] + sizes.kernel[axis] - 1 - covered - first] as [number, number];
    });
    return tf.conv2d(spread(dy, sizes.stride), turned, 1, [[0, 0], before, after, [0, 0]]);
  });
}

/** Puts stride - 1 rows and columns of zeros between those of a tensor [batch, height, width, channels]. */
function spread(dy: tf.Tensor4D, stride: number): tf.Tensor4D {
  if (stride === 1) return dy;
  const [batch, height, width, channels] = dy.shape;
  const [rows, columns] = [(height - 1) * stride + 1, (width - 1) * stride + 1];
  const from = dy.dataSync<'float32'>();
  const values = new Float32Array(batch * rows * columns * channels);
  for (let at = 0; at < batch * height * width; at++) {
    const row = Math.floor(at / width);
    const y = (row % height) * stride + Math.floor(row / height) * rows;
    const pixel = from.subarray(at * channels, (at + 1) * channels);
    values.set(pixel, (y * columns + (at % width) * stride) * channels);
  }
  return tf.tensor4d(values, [batch, rows, columns, channels]);
}
