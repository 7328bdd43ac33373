import { simd } from './simd.js';
import { withoutFilling } from './withoutFilling.js';

/** The sizes of a convolution; heights, widths and channels of its input, its output and its kernel. */
export interface Convolution {
  readonly batch: number;
  readonly input: readonly [height: number, width: number, channels: number];
  readonly output: readonly [height: number, width: number, channels: number];
  readonly kernel: readonly [height: number, width: number];
  readonly stride: number;
  /** Rows and columns of zeros on each side of the input. */
  readonly pad: number;
}

/** Positions over which a kernel's gradient is summed in one go. */
const POSITIONS = 512;

/**
 * out[b, y, x, j] = sum over ky, kx, c of
 * input[b, y stride + ky - pad, x stride + kx - pad, c] kernel[ky, kx, c, j], zero outside of the input.
 * input [batch, height, width, channels], kernel [height, width, in, out].
 * Sums in float32: over 32 products of a row of the patch in order, then over these sums in order.
 */
export function convolution(input: Float32Array, kernel: Float32Array, sizes: Convolution): Float32Array {
  const { pad } = sizes;
  const frame = { before: [pad, pad], after: [pad, pad], gap: 0 } as const;
  return convolveFramed(input, kernel, { ...sizes, ...frame });
}

/**
 * Gradient of a convolution's input, from the gradient of its output, `slopes`.
 * It is a convolution of the slopes, with rows and columns of zeros between them for a stride.
 * Its kernel is turned by 180 degrees, and from out to in.
 */
export function convolutionInputGradient(
  slopes: Float32Array,
  kernel: Float32Array,
  sizes: Convolution,
): Float32Array {
  const before = sizes.kernel.map((extent) => extent - 1 - sizes.pad);
  const after = sizes.kernel.map((extent, axis) => {
    const covered = (sizes.output[axis] - 1) * sizes.stride + 1;
    return sizes.input[axis] + extent - 1 - covered - before[axis];
  });
  return convolveFramed(slopes, turned(kernel, sizes.input[2], sizes.output[2]), {
    ...{ batch: sizes.batch, input: sizes.output, output: sizes.input, kernel: sizes.kernel, stride: 1 },
    ...{ before, after, gap: sizes.stride - 1 },
  });
}

/**
 * Gradient of a convolution's kernel: out[ky, kx, c, j] = sum over images b and output positions y, x of
 * input[b, y stride + ky - pad, x stride + kx - pad, c] slopes[b, y, x, j], zero outside of the input.
 * The input is [batch, height, width, channels], the slopes have the shape of the output.
 * Returns [height, width, in, out].
 * Sums in float32: over 512 positions in order, then over these sums in order.
 */
export function convolutionKernelGradient(
  input: Float32Array,
  slopes: Float32Array,
  { batch, input: from, output: to, kernel, stride, pad }: Convolution,
): Float32Array {
  const rows = kernel[0] * kernel[1] * from[2];
  const columns = to[2];
  const rowLength = 8 * Math.ceil(columns / 8);
  const kernels = simd();
  const arrays = kernels.layOut({
    input: ['f32', input.length],
    slopes: ['f32', slopes.length],
    out: ['f32', 4 * Math.ceil(rows / 4) * rowLength],
    shape: ['i32', 11],
    work: ['f32', POSITIONS * (3 + 4 + rowLength)],
  });
  arrays.input.view.set(input);
  arrays.slopes.view.set(slopes);
  arrays.shape.view.set([batch, ...from, ...to, ...kernel, stride, pad]);
  const { at, view } = arrays.out;
  kernels.convolutionKernelGradient(arrays.input.at, arrays.slopes.at, at, arrays.shape.at, arrays.work.at);
  return withoutFilling(view, rows, columns, rowLength);
}

/**
 * A convolution whose input is put into a frame of zeros, with gaps of zeros between its rows and
 * columns.
 */
interface Framed extends Omit<Convolution, 'pad'> {
  readonly before: readonly number[];
  readonly after: readonly number[];
  readonly gap: number;
}

function convolveFramed(input: Float32Array, kernel: Float32Array, sizes: Framed): Float32Array {
  const { batch, input: from, output: to, before, after, gap } = sizes;
  const [height, width] = [0, 1].map((k) => before[k] + (from[k] - 1) * (gap + 1) + 1 + after[k]);
  const [, , channels] = from;
  const positions = to[0] * to[1];
  const rowLength = 8 * Math.ceil(to[2] / 8);
  const kernels = simd();
  const arrays = kernels.layOut({
    input: ['f32', batch * height * width * channels],
    kernel: ['f32', kernel.length],
    out: ['f32', (batch * positions + 3) * rowLength],
    shape: ['i32', 11],
    work: ['f32', (kernel.length / to[2]) * rowLength + positions + 3],
  });
  place(input, sizes, [height, width], arrays.input.view);
  arrays.kernel.view.set(kernel);
  arrays.shape.view.set([batch, height, width, channels, ...to, ...sizes.kernel, sizes.stride, 0]);
  kernels.convolution(arrays.input.at, arrays.kernel.at, arrays.out.at, arrays.shape.at, arrays.work.at);
  return withoutFilling(arrays.out.view, batch * positions, to[2], rowLength);
}

/** Writes the input into its frame of height x width. */
function place(
  input: Float32Array,
  { batch, input: [rows, columns, channels], before, gap }: Framed,
  [height, width]: readonly number[],
  frame: Float32Array,
): void {
  frame.fill(0);
  const step = gap === 0 ? columns : 1; // pixels that stay side by side
  for (let pixel = 0; pixel < batch * rows * columns; pixel += step) {
    const row = Math.floor(pixel / columns);
    const y = Math.floor(row / rows) * height + before[0] + (row % rows) * (gap + 1);
    const x = before[1] + (pixel % columns) * (gap + 1);
    frame.set(input.subarray(pixel * channels, (pixel + step) * channels), (y * width + x) * channels);
  }
}

/** A kernel [height, width, in, out] turned by 180 degrees, [height, width, out, in]. */
function turned(kernel: Float32Array, inputs: number, outputs: number): Float32Array {
  const values = new Float32Array(kernel.length);
  const size = inputs * outputs;
  for (let from = 0; from < kernel.length; from += size) {
    const to = kernel.length - size - from;
    for (let c = 0; c < inputs; c++) {
      for (let j = 0; j < outputs; j++) values[to + j * inputs + c] = kernel[from + c * outputs + j];
    }
  }
  return values;
}
