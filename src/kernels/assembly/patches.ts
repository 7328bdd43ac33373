const FLOAT: usize = 4;
const VECTOR: usize = 16;
/** Products that are summed before they are added to the sum of all: shorter sums round less. */
const BLOCK: usize = 32 * FLOAT;

/** The kernel [taps, outputs] in panels of 8 outputs, [panel][tap][8]; zeros fill up the last one. */
export function placeKernel(panels: usize, kernel: usize, taps: i32, outputs: i32): void {
  for (let j: i32 = 0; j < outputs; j += 8) {
    for (let t: i32 = 0; t < taps; t++) {
      memory.fill(panels, 0, 2 * VECTOR);
      memory.copy(panels, kernel + <usize>(t * outputs + j) * FLOAT, <usize>min(8, outputs - j) * FLOAT);
      panels += 2 * VECTOR;
    }
  }
}

/**
 * Products of patches with a kernel in panels: out_pj = sum over taps of patch_p kernel_j, in float32.
 * A patch is `runs` runs of `run` floats, `rowBytes` apart; patch p begins at from + places_p.
 * Each run is summed 32 by 32 in order, and these sums are added in order.
 * places: `count` uint32, a multiple of 4. out: count rows of outputBytes, a multiple of 32.
 */
export function convolveAll(
  from: usize,
  places: usize,
  count: i32,
  panels: usize,
  out: usize,
  outputBytes: usize,
  run: i32,
  runs: i32,
  rowBytes: usize,
): void {
  const runBytes = <usize>run * FLOAT;
  const panelBytes = <usize>(run * runs) * 2 * VECTOR;
  for (let column: usize = 0; column < outputBytes; column += 2 * VECTOR) {
    for (let p: i32 = 0; p < count; p += 4) {
      const to = out + <usize>p * outputBytes + column;
      convolveFour(from, places + <usize>p * FLOAT, panels, to, outputBytes, runBytes, runs, rowBytes);
    }
    panels += panelBytes;
  }
}

/** Eight outputs at four positions. */
function convolveFour(
  from: usize,
  places: usize,
  panel: usize,
  out: usize,
  outputBytes: usize,
  runBytes: usize,
  runs: i32,
  rowBytes: usize,
): void {
  let a = from + <usize>load<u32>(places);
  let b = from + <usize>load<u32>(places, 4);
  let c = from + <usize>load<u32>(places, 8);
  let d = from + <usize>load<u32>(places, 12);
  let isFirst = true;
  for (let ky: i32 = 0; ky < runs; ky++) {
    for (let start: usize = 0; start < runBytes; start += BLOCK) {
      const end = min(start + BLOCK, runBytes);
      let a0 = f32x4.splat(0);
      let a1 = a0;
      let b0 = a0;
      let b1 = a0;
      let c0 = a0;
      let c1 = a0;
      let d0 = a0;
      let d1 = a0;
      for (let at = start; at < end; at += FLOAT) {
        const low = v128.load(panel);
        const high = v128.load(panel, 16);
        let x = v128.load32_splat(a + at);
        a0 = f32x4.add(a0, f32x4.mul(x, low));
        a1 = f32x4.add(a1, f32x4.mul(x, high));
        x = v128.load32_splat(b + at);
        b0 = f32x4.add(b0, f32x4.mul(x, low));
        b1 = f32x4.add(b1, f32x4.mul(x, high));
        x = v128.load32_splat(c + at);
        c0 = f32x4.add(c0, f32x4.mul(x, low));
        c1 = f32x4.add(c1, f32x4.mul(x, high));
        x = v128.load32_splat(d + at);
        d0 = f32x4.add(d0, f32x4.mul(x, low));
        d1 = f32x4.add(d1, f32x4.mul(x, high));
        panel += 2 * VECTOR;
      }
      put(out, a0, a1, isFirst);
      put(out + outputBytes, b0, b1, isFirst);
      put(out + 2 * outputBytes, c0, c1, isFirst);
      put(out + 3 * outputBytes, d0, d1, isFirst);
      isFirst = false;
    }
    a += rowBytes;
    b += rowBytes;
    c += rowBytes;
    d += rowBytes;
  }
}

/** Stores two vectors, the first ones, or adds them to those before. */
@inline
function put(at: usize, low: v128, high: v128, isFirst: bool): void {
  if (!isFirst) {
    low = f32x4.add(v128.load(at), low);
    high = f32x4.add(v128.load(at, 16), high);
  }
  v128.store(at, low);
  v128.store(at, high, 16);
}
