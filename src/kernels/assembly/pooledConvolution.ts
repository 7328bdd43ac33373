import { convolveAll, placeKernel } from './patches';

const FLOAT: usize = 4;
const DOUBLE: usize = 8;
const VECTOR: usize = 16;

// Where the counts stand in `shape`, an array of int32 that src/kernels/pooledConvolution.ts writes.
const BATCH: usize = 0;
const IN_HEIGHT: usize = 4;
const IN_WIDTH: usize = 8;
const CHANNELS: usize = 12;
const OUT_HEIGHT: usize = 16;
const OUT_WIDTH: usize = 20;
const OUTPUTS: usize = 24;
const KERNEL_HEIGHT: usize = 28;
const KERNEL_WIDTH: usize = 32;
const POOL: usize = 36;

/**
 * out = the highest of the convolution's values in each window of pool x pool, plus bias.
 * where = its place in the window, row-major, of equal values the first.
 * A value of the convolution is the sum over ky, kx, channel of input[y + ky, x + kx, channel] kernel[ky, kx,
 * channel, j], as convolveAll takes it.
 * out, where: [batch, out height, out width, outputs].
 * Rows of outputs are filled up to a multiple of 8, like the bias.
 * work: the kernel, and pool x pool x out width rounded up to a multiple of 4 (1 uint32 + outputs float32).
 * Outputs are filled up as above.
 */
export function pooledConvolution(
  input: usize,
  kernel: usize,
  bias: usize,
  out: usize,
  where: usize,
  shape: usize,
  work: usize,
): void {
  const outputs = load<i32>(shape, OUTPUTS);
  const outputBytes = <usize>((outputs + 7) & ~7) * FLOAT;
  const width = load<i32>(shape, OUT_WIDTH);
  const height = load<i32>(shape, OUT_HEIGHT);
  const pool = load<i32>(shape, POOL);
  const run = load<i32>(shape, KERNEL_WIDTH) * load<i32>(shape, CHANNELS);
  const runs = load<i32>(shape, KERNEL_HEIGHT);
  const taps = run * runs;
  const rowBytes = <usize>(load<i32>(shape, IN_WIDTH) * load<i32>(shape, CHANNELS)) * FLOAT;
  const imageBytes = <usize>load<i32>(shape, IN_HEIGHT) * rowBytes;
  const places = work + <usize>taps * outputBytes;
  const count = placeWindows(places, shape);
  const values = places + <usize>count * FLOAT;
  placeKernel(work, kernel, taps, outputs);
  for (let b: i32 = 0; b < load<i32>(shape, BATCH); b++) {
    for (let y: i32 = 0; y < height; y++) {
      const from = input + <usize>b * imageBytes + <usize>(y * pool) * rowBytes;
      convolveAll(from, places, count, work, values, outputBytes, run, runs, rowBytes);
      const windowBytes = <usize>(pool * pool) * outputBytes;
      for (let x: i32 = 0; x < width; x++) {
        takeHighest(values + <usize>x * windowBytes, pool * pool, outputBytes, bias, out, where);
        out += outputBytes;
        where += outputBytes;
      }
    }
  }
}

/**
 * Offsets of the patches of one row of windows, window by window, filled up to a multiple of 4.
 * Returns their number.
 */
function placeWindows(to: usize, shape: usize): i32 {
  const pool = load<i32>(shape, POOL);
  const area = pool * pool;
  const positions = area * load<i32>(shape, OUT_WIDTH);
  const count = (positions + 3) & ~3;
  for (let p: i32 = 0; p < count; p++) {
    const q = min(p, positions - 1);
    store<u32>(to + <usize>p * FLOAT, <u32>patchOffset(q / area, q % area, shape));
  }
  return count;
}

/** Offset of the patch at a place of the x-th window of a row, from where that row of windows begins. */
function patchOffset(x: i32, place: i32, shape: usize): usize {
  const pool = load<i32>(shape, POOL);
  const pixel = (place / pool) * load<i32>(shape, IN_WIDTH) + x * pool + (place % pool);
  return <usize>(pixel * load<i32>(shape, CHANNELS)) * FLOAT;
}

/** The highest of each column of values, plus bias, and the first row in which it stands. */
function takeHighest(values: usize, rows: i32, rowBytes: usize, bias: usize, out: usize, where: usize): void {
  for (let column: usize = 0; column < rowBytes; column += VECTOR) {
    let at = values + column;
    let highest = v128.load(at);
    let place = i32x4.splat(0);
    for (let r: i32 = 1; r < rows; r++) {
      at += rowBytes;
      const value = v128.load(at);
      const higher = f32x4.gt(value, highest);
      highest = v128.bitselect(value, highest, higher);
      place = v128.bitselect(i32x4.splat(r), place, higher);
    }
    v128.store(out + column, f32x4.add(highest, v128.load(bias + column)));
    v128.store(where + column, place);
  }
}

/**
 * Gradients of that layer from the gradient of its output,
 * `slopes`, which only reaches the patch that was the highest.
 * kernelOut[j, ky, kx, channel] = sum over windows of slope_j patch, in float64 in the order of windows.
 * inputOut[patch] += slope_j kernel[j, ky, kx, channel], in float32 in the order of windows, then of j.
 * It is left out where inputOut is 0.
 * kernel: [outputs, ky, kx, channel], the kernel with its outputs put first.
 * slopes, where: [windows, outputs], not filled up.
 */
export function pooledConvolutionGradient(
  input: usize,
  kernel: usize,
  slopes: usize,
  where: usize,
  kernelOut: usize,
  inputOut: usize,
  shape: usize,
): void {
  const outputs = load<i32>(shape, OUTPUTS);
  const width = load<i32>(shape, OUT_WIDTH);
  const height = load<i32>(shape, OUT_HEIGHT);
  const pool = load<i32>(shape, POOL);
  const run = load<i32>(shape, KERNEL_WIDTH) * load<i32>(shape, CHANNELS);
  const runs = load<i32>(shape, KERNEL_HEIGHT);
  const rowBytes = <usize>(load<i32>(shape, IN_WIDTH) * load<i32>(shape, CHANNELS)) * FLOAT;
  const imageBytes = <usize>load<i32>(shape, IN_HEIGHT) * rowBytes;
  const taps = <usize>(run * runs);
  memory.fill(kernelOut, 0, <usize>outputs * taps * DOUBLE);
  if (inputOut !== 0) memory.fill(inputOut, 0, <usize>load<i32>(shape, BATCH) * imageBytes);
  for (let b: i32 = 0; b < load<i32>(shape, BATCH); b++) {
    for (let y: i32 = 0; y < height; y++) {
      for (let x: i32 = 0; x < width; x++) {
        const begin = <usize>b * imageBytes + <usize>(y * pool) * rowBytes;
        for (let j: i32 = 0; j < outputs; j++) {
          const slope = load<f32>(slopes);
          if (slope !== 0) {
            let patch = begin + patchOffset(x, load<i32>(where), shape);
            let sums = kernelOut + <usize>j * taps * DOUBLE;
            let factors = kernel + <usize>j * taps * FLOAT;
            for (let ky: i32 = 0; ky < runs; ky++) {
              addToDoubles(sums, slope, input + patch, run);
              if (inputOut !== 0) addToFloats(inputOut + patch, slope, factors, run);
              sums += <usize>run * DOUBLE;
              factors += <usize>run * FLOAT;
              patch += rowBytes;
            }
          }
          slopes += FLOAT;
          where += FLOAT;
        }
      }
    }
  }
}

/** sums_k += factor values_k, in float64. */
function addToDoubles(sums: usize, factor: f32, values: usize, count: i32): void {
  const v = f64x2.splat(<f64>factor);
  let k: i32 = 0;
  for (; k + 4 <= count; k += 4) {
    const x = v128.load(values);
    v128.store(sums, f64x2.add(v128.load(sums), f64x2.mul(v, f64x2.promote_low_f32x4(x))));
    const upper = f64x2.promote_low_f32x4(v128.shuffle<i32>(x, x, 2, 3, 2, 3));
    v128.store(sums, f64x2.add(v128.load(sums, 16), f64x2.mul(v, upper)), 16);
    sums += 4 * DOUBLE;
    values += VECTOR;
  }
  for (; k < count; k++) {
    store<f64>(sums, load<f64>(sums) + <f64>factor * <f64>load<f32>(values));
    sums += DOUBLE;
    values += FLOAT;
  }
}

/** sums_k += factor values_k, in float32. */
function addToFloats(sums: usize, factor: f32, values: usize, count: i32): void {
  const v = f32x4.splat(factor);
  let k: i32 = 0;
  for (; k + 4 <= count; k += 4) {
    v128.store(sums, f32x4.add(v128.load(sums), f32x4.mul(v, v128.load(values))));
    sums += VECTOR;
    values += VECTOR;
  }
  for (; k < count; k++) {
    store<f32>(sums, load<f32>(sums) + factor * load<f32>(values));
    sums += FLOAT;
    values += FLOAT;
  }
}
