import { simd } from './simd.js';
import { withoutFilling } from './withoutFilling.js';

/**
 * The sizes of a convolution with stride 1 and without padding.
 * Each window of pool x pool gives its highest value.
 */
export interface PooledConvolution {
  readonly batch: number;
  readonly input: readonly [height: number, width: number, channels: number];
  readonly kernel: readonly [height: number, width: number];
  readonly outputs: number;
  readonly pool: number;
}

/**
 * The highest values of the windows plus bias, and their
 * places in the window: [batch, height, width, outputs].
 */
export interface Pooled {
  readonly values: Float32Array;
  readonly places: Int32Array;
}

/** Height and width of what comes out: windows stand side by side, what does not fill one is left out. */
export function pooledSize({ input, kernel, pool }: PooledConvolution): [height: number, width: number] {
  const extent = (axis: 0 | 1) => Math.floor((input[axis] - kernel[axis] + 1) / pool);
  return [extent(0), extent(1)];
}

/**
 * out[b, y, x, j] = bias_j + the highest, over y' and x' in window (y, x), of
 * sum over ky, kx, c of input[b, y' + ky, x' + kx, c] kernel[ky, kx, c, j].
 * Summed in float32: over 32 products in this order, then over these sums.
 * Of equal values the first in row-major order is taken.
 * Values of the convolution outside all windows are not computed.
 * input [batch, height, width, channels], kernel [height, width, in, out], bias [out].
 */
export function pooledConvolution(
  input: Float32Array,
  kernel: Float32Array,
  bias: Float32Array,
  sizes: PooledConvolution,
): Pooled {
  const { batch, outputs, pool } = sizes;
  const [height, width] = pooledSize(sizes);
  const windows = batch * height * width;
  const rowLength = 8 * Math.ceil(outputs / 8);
  const taps = kernel.length / outputs;
  const positions = 4 * Math.ceil((pool * pool * width) / 4);
  const kernels = simd();
  const arrays = kernels.layOut({
    input: ['f32', input.length],
    kernel: ['f32', kernel.length],
    bias: ['f32', rowLength],
    out: ['f32', windows * rowLength],
    where: ['i32', windows * rowLength],
    shape: ['i32', 10],
    work: ['f32', taps * rowLength + positions * (1 + rowLength)],
  });
  arrays.input.view.set(input);
  arrays.kernel.view.set(kernel);
  arrays.bias.view.fill(0).set(bias);
  arrays.shape.view.set(packSizes(sizes));
  const addresses = [arrays.out.at, arrays.where.at, arrays.shape.at, arrays.work.at] as const;
  kernels.pooledConvolution(arrays.input.at, arrays.kernel.at, arrays.bias.at, ...addresses);
  return {
    values: withoutFilling(arrays.out.view, windows, outputs, rowLength),
    places: withoutFilling(arrays.where.view, windows, outputs, rowLength),
  };
}

/**
 * Gradients of that layer by kernel and input, from the gradient
 * of its output, `slopes`, and the places of the highest values.
 * Sums for the kernel are in float64 in the order of windows, for the input in float32.
 * The input's gradient is left out, null, unless `byInput`.
 */
export function pooledConvolutionGradient(
  {
    input,
    kernel,
    slopes,
    places,
  }: Record<'input' | 'kernel' | 'slopes', Float32Array> & { places: Int32Array },
  sizes: PooledConvolution,
  byInput: boolean,
): { kernel: Float32Array; input: Float32Array | null } {
  const kernels = simd();
  const arrays = kernels.layOut({
    input: ['f32', input.length],
    kernel: ['f32', kernel.length],
    slopes: ['f32', slopes.length],
    where: ['i32', places.length],
    kernelOut: ['f64', kernel.length],
    inputOut: ['f32', byInput ? input.length : 0],
    shape: ['i32', 10],
  });
  arrays.input.view.set(input);
  arrays.slopes.view.set(slopes);
  arrays.where.view.set(places);
  arrays.shape.view.set(packSizes(sizes));
  transpose(kernel, sizes.outputs, arrays.kernel.view);
  const addresses = [arrays.input, arrays.kernel, arrays.slopes, arrays.where, arrays.kernelOut].map(
    ({ at }) => at,
  );
  const [from, factors, slope, where, kernelOut] = addresses;
  const inputOut = byInput ? arrays.inputOut.at : 0;
  kernels.pooledConvolutionGradient(from, factors, slope, where, kernelOut, inputOut, arrays.shape.at);
  const kernelGradient = new Float32Array(kernel.length);
  transpose(arrays.kernelOut.view, kernel.length / sizes.outputs, kernelGradient);
  return { kernel: kernelGradient, input: byInput ? arrays.inputOut.view.slice() : null };
}

function packSizes(sizes: PooledConvolution): number[] {
  const { batch, input, kernel, outputs, pool } = sizes;
  return [batch, ...input, ...pooledSize(sizes), outputs, ...kernel, pool];
}

/** Writes a row-major matrix of so many columns into `to`, columns first. */
function transpose(from: Float32Array | Float64Array, columns: number, to: Float32Array): void {
  const rows = from.length / columns;
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) to[c * rows + r] = from[r * columns + c];
  }
}
