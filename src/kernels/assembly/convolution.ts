import { convolveAll, placeKernel } from './patches';

const FLOAT: usize = 4;
const VECTOR: usize = 16;
/** Positions that are summed in one go: two panels of them fit into the processor's first cache. */
const POSITIONS: i32 = 512;

// Where the counts stand in `shape`, an array of int32 that src/kernels/convolution.ts writes.
const BATCH: usize = 0;
const IN_HEIGHT: usize = 4;
const IN_WIDTH: usize = 8;
const IN_CHANNELS: usize = 12;
const OUT_HEIGHT: usize = 16;
const OUT_WIDTH: usize = 20;
const OUT_CHANNELS: usize = 24;
const HEIGHT: usize = 28;
const WIDTH: usize = 32;
const STRIDE: usize = 36;
const PAD: usize = 40;

/**
 * out[image, y, x, j] = sum over ky, kx, channel of
 * input[image, y stride + ky, x stride + kx, channel] kernel[ky, kx, channel, j], as convolveAll takes it.
 * out: rows of outputs filled up to a multiple of 8; room for 3 rows more.
 * work: the kernel, with its outputs filled up like that, and
 * a uint32 for each place of an image, filled up to 4.
 */
export function convolution(input: usize, kernel: usize, out: usize, shape: usize, work: usize): void {
  const outputs = load<i32>(shape, OUT_CHANNELS);
  const outputBytes = <usize>((outputs + 7) & ~7) * FLOAT;
  const run = load<i32>(shape, WIDTH) * load<i32>(shape, IN_CHANNELS);
  const runs = load<i32>(shape, HEIGHT);
  const rowBytes = <usize>(load<i32>(shape, IN_WIDTH) * load<i32>(shape, IN_CHANNELS)) * FLOAT;
  const places = work + <usize>(run * runs) * outputBytes;
  const positions = load<i32>(shape, OUT_HEIGHT) * load<i32>(shape, OUT_WIDTH);
  const count: i32 = (positions + 3) & ~3;
  for (let p: i32 = 0; p < count; p++) {
    const q: i32 = min(p, positions - 1);
    const y = q / load<i32>(shape, OUT_WIDTH);
    const x = q % load<i32>(shape, OUT_WIDTH);
    const pixel = (y * load<i32>(shape, IN_WIDTH) + x) * load<i32>(shape, STRIDE);
    store<u32>(places + <usize>p * FLOAT, <u32>(pixel * load<i32>(shape, IN_CHANNELS)) * 4);
  }
  placeKernel(work, kernel, run * runs, outputs);
  for (let b: i32 = 0; b < load<i32>(shape, BATCH); b++) {
    convolveAll(input, places, count, work, out, outputBytes, run, runs, rowBytes);
    input += <usize>load<i32>(shape, IN_HEIGHT) * rowBytes;
    out += <usize>positions * outputBytes;
  }
}

/**
 * Gradient of a convolution's kernel: out_rj = sum over positions p of patch_pr slopes_pj.
 * p = (image, y, x) of the output; r = (ky, kx, channel);
 * patch_pr = input[image, y stride + ky - pad, x stride + kx - pad, channel], or zero outside.
 * In float32: 512 positions are summed in order, then these sums are added in order.
 * out: rows of a multiple of 8 floats, a multiple of 4 rows.
 * work: 512 (3 int32 + 4 floats), then 512 floats for each column of out.
 */
export function convolutionKernelGradient(
  input: usize,
  slopes: usize,
  out: usize,
  shape: usize,
  work: usize,
): void {
  const rows = load<i32>(shape, HEIGHT) * load<i32>(shape, WIDTH) * load<i32>(shape, IN_CHANNELS);
  const columns = load<i32>(shape, OUT_CHANNELS);
  const positions = load<i32>(shape, BATCH) * load<i32>(shape, OUT_HEIGHT) * load<i32>(shape, OUT_WIDTH);
  const rowBytes = <usize>((columns + 7) & ~7) * FLOAT;
  const patches = work + 3 * FLOAT * <usize>POSITIONS;
  const panels = patches + VECTOR * <usize>POSITIONS;
  memory.fill(out, 0, <usize>((rows + 3) & ~3) * rowBytes);
  for (let start: i32 = 0; start < positions; start += POSITIONS) {
    const count: i32 = min(POSITIONS, positions - start);
    placePositions(work, input, start, count, shape);
    const panelBytes: usize = 2 * VECTOR * <usize>count;
    placeSlopes(panels, slopes + <usize>start * <usize>columns * FLOAT, count, columns);
    for (let r: i32 = 0; r < rows; r += 4) {
      placePatches(patches, work, r, rows, count, shape);
      let to = out + <usize>r * rowBytes;
      let panel = panels;
      for (let j: i32 = 0; j < columns; j += 8) {
        addTile(patches, panel, count, to, rowBytes);
        to += 2 * VECTOR;
        panel += panelBytes;
      }
    }
  }
}

/** For each position the first row and column of its patch, and the address of its image. */
function placePositions(to: usize, input: usize, start: i32, count: i32, shape: usize): void {
  const width = load<i32>(shape, OUT_WIDTH);
  const height = load<i32>(shape, OUT_HEIGHT);
  const stride = load<i32>(shape, STRIDE);
  const pad = load<i32>(shape, PAD);
  const imageBytes =
    <usize>(load<i32>(shape, IN_HEIGHT) * load<i32>(shape, IN_WIDTH) * load<i32>(shape, IN_CHANNELS)) * FLOAT;
  for (let p = start; p < start + count; p++) {
    const row = p / width;
    store<i32>(to, (row % height) * stride - pad);
    store<i32>(to, (p % width) * stride - pad, 4);
    store<u32>(to, <u32>(input + <usize>(row / height) * imageBytes), 8);
    to += 3 * FLOAT;
  }
}

/** The slopes in panels of 8 columns, [panel][position][8]; zeros fill up the last one. */
function placeSlopes(panels: usize, slopes: usize, count: i32, columns: i32): void {
  const rowBytes = <usize>columns * FLOAT;
  for (let j: i32 = 0; j < columns; j += 8) {
    let from = slopes + <usize>j * FLOAT;
    if (j + 8 <= columns) {
      for (let p: i32 = 0; p < count; p++) {
        v128.store(panels, v128.load(from));
        v128.store(panels, v128.load(from, 16), 16);
        from += rowBytes;
        panels += 2 * VECTOR;
      }
    } else {
      for (let p: i32 = 0; p < count; p++) {
        memory.fill(panels, 0, 2 * VECTOR);
        memory.copy(panels, from, <usize>(columns - j) * FLOAT);
        from += rowBytes;
        panels += 2 * VECTOR;
      }
    }
  }
}

/**
 * Elements r to r + 3 of the patch of each position, [position][4].
 * Zero outside the image and behind the last.
 */
function placePatches(to: usize, places: usize, r: i32, rows: i32, count: i32, shape: usize): void {
  const channels = load<i32>(shape, IN_CHANNELS);
  if (channels % 4 === 0) {
    placeElement<v128>(to, places, r, count, shape);
    return;
  }
  for (let lane: i32 = 0; lane < 4; lane++) {
    const first = to + <usize>lane * FLOAT;
    if (r + lane < rows) placeElement<f32>(first, places, r + lane, count, shape);
    else for (let p: i32 = 0; p < count; p++) store<f32>(first + <usize>p * VECTOR, 0);
  }
}

/** One element of the patch of each position, or four of neighbouring channels. */
function placeElement<T>(to: usize, places: usize, r: i32, count: i32, shape: usize): void {
  const channels = load<i32>(shape, IN_CHANNELS);
  const width = load<i32>(shape, IN_WIDTH);
  const height = load<i32>(shape, IN_HEIGHT);
  const spot = r / channels;
  const ky = spot / load<i32>(shape, WIDTH);
  const kx = spot % load<i32>(shape, WIDTH);
  const channel = r % channels;
  for (let p: i32 = 0; p < count; p++) {
    const y = load<i32>(places) + ky;
    const x = load<i32>(places, 4) + kx;
    const inside = <u32>y < <u32>height && <u32>x < <u32>width;
    const from = <usize>load<u32>(places, 8) + <usize>((y * width + x) * channels + channel) * FLOAT;
    if (isVector<T>()) v128.store(to, inside ? v128.load(from) : f32x4.splat(0));
    else store<f32>(to, inside ? load<f32>(from) : 0);
    places += 3 * FLOAT;
    to += VECTOR;
  }
}

/** Adds 4 rows by 8 columns: sum over p of patches[p][row] panel[p][column]. */
function addTile(patches: usize, panel: usize, count: i32, out: usize, rowBytes: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  const end = patches + <usize>count * VECTOR;
  while (patches < end) {
    const low = v128.load(panel);
    const high = v128.load(panel, 16);
    let x = v128.load32_splat(patches);
    a0 = f32x4.add(a0, f32x4.mul(x, low));
    a1 = f32x4.add(a1, f32x4.mul(x, high));
    x = v128.load32_splat(patches, 4);
    b0 = f32x4.add(b0, f32x4.mul(x, low));
    b1 = f32x4.add(b1, f32x4.mul(x, high));
    x = v128.load32_splat(patches, 8);
    c0 = f32x4.add(c0, f32x4.mul(x, low));
    c1 = f32x4.add(c1, f32x4.mul(x, high));
    x = v128.load32_splat(patches, 12);
    d0 = f32x4.add(d0, f32x4.mul(x, low));
    d1 = f32x4.add(d1, f32x4.mul(x, high));
    patches += VECTOR;
    panel += 2 * VECTOR;
  }
  addTo(out, a0, a1);
  addTo(out + rowBytes, b0, b1);
  addTo(out + 2 * rowBytes, c0, c1);
  addTo(out + 3 * rowBytes, d0, d1);
}

@inline
function addTo(at: usize, low: v128, high: v128): void {
  v128.store(at, f32x4.add(v128.load(at), low));
  v128.store(at, f32x4.add(v128.load(at, 16), high), 16);
}
