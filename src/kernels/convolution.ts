import { simd } from './simd.js';

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

/** Positions that the kernel sums in one go. */
const POSITIONS = 512;

/**
 * Gradient of a convolution's kernel: out[ky, kx, c, j] = sum over images b and output positions y, x of
 * input[b, y stride + ky - pad, x stride + kx - pad, c] slopes[b, y, x, j], zero outside of the input. The input is
 * [batch, height, width, channels], the slopes have the shape of the output; returns [height, width, in, out].
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

/** The first columns of the first rows. */
function withoutFilling(view: Float32Array, rows: number, columns: number, rowLength: number): Float32Array {
  if (columns === rowLength) return view.slice(0, rows * columns);
  const values = new Float32Array(rows * columns);
  for (let r = 0; r < rows; r++) {
    values.set(view.subarray(r * rowLength, r * rowLength + columns), r * columns);
  }
  return values;
}
