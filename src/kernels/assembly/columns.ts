import { upper } from './lanes';

const FLOAT: usize = 4;
const DOUBLE: usize = 8;

/**
 * out_c = sum over rows of x_ic, in float64 in row order.
 * rows: n float32 rows of `length` values, `stride` bytes apart. A multiple of 4 values can be read of each.
 * out: `length` float64.
 */
export function columnSums(rows: usize, stride: usize, n: i32, length: i32, out: usize): void {
  for (let c: i32 = 0; c < length; c += 4) {
    let at = rows + <usize>c * FLOAT;
    let low = f64x2.splat(0);
    let high = low;
    for (let i: i32 = 0; i < n; i++) {
      const v = v128.load(at);
      low = f64x2.add(low, f64x2.promote_low_f32x4(v));
      high = f64x2.add(high, f64x2.promote_low_f32x4(upper(v)));
      at += stride;
    }
    v128.store(out + <usize>c * DOUBLE, low);
    v128.store(out + <usize>c * DOUBLE, high, 16);
  }
}

/**
 * out_c = (sum over rows of x_ic) / n, in float64 in row order, rounded to float32 once. Arguments as above,
 * but for `out`: `length` float32, of which a multiple of 4 can be written.
 */
export function columnMeans(rows: usize, stride: usize, n: i32, length: i32, out: usize): void {
  const count = f64x2.splat(<f64>n);
  for (let c: i32 = 0; c < length; c += 4) {
    let at = rows + <usize>c * FLOAT;
    let low = f64x2.splat(0);
    let high = low;
    for (let i: i32 = 0; i < n; i++) {
      const v = v128.load(at);
      low = f64x2.add(low, f64x2.promote_low_f32x4(v));
      high = f64x2.add(high, f64x2.promote_low_f32x4(upper(v)));
      at += stride;
    }
    const means = f32x4.demote_f64x2_zero(f64x2.div(low, count));
    const others = f32x4.demote_f64x2_zero(f64x2.div(high, count));
    v128.store(out + <usize>c * FLOAT, v128.shuffle<i32>(means, others, 0, 1, 4, 5));
  }
}

/**
 * out_c = sum over k of weights_k x_kc, in float64 in the order of k.
 * places: the addresses of n float32 rows. A multiple of 4 values can be read of each.
 * weights: n float64. out: `length` float64, of which a multiple of 4 can be written.
 */
export function weightedSum(places: usize, weights: usize, n: i32, length: i32, out: usize): void {
  let c: i32 = 0;
  // Sixteen at once: alone, each addition would wait for the one before.
  for (; c + 16 <= length; c += 16) {
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let s4 = s0;
    let s5 = s0;
    let s6 = s0;
    let s7 = s0;
    for (let k: i32 = 0; k < n; k++) {
      const at = <usize>load<u32>(places + <usize>k * FLOAT) + <usize>c * FLOAT;
      const weight = f64x2.splat(load<f64>(weights + <usize>k * DOUBLE));
      const v0 = v128.load(at);
      const v1 = v128.load(at, 16);
      const v2 = v128.load(at, 32);
      const v3 = v128.load(at, 48);
      s0 = f64x2.add(s0, f64x2.mul(weight, f64x2.promote_low_f32x4(v0)));
      s1 = f64x2.add(s1, f64x2.mul(weight, f64x2.promote_low_f32x4(upper(v0))));
      s2 = f64x2.add(s2, f64x2.mul(weight, f64x2.promote_low_f32x4(v1)));
      s3 = f64x2.add(s3, f64x2.mul(weight, f64x2.promote_low_f32x4(upper(v1))));
      s4 = f64x2.add(s4, f64x2.mul(weight, f64x2.promote_low_f32x4(v2)));
      s5 = f64x2.add(s5, f64x2.mul(weight, f64x2.promote_low_f32x4(upper(v2))));
      s6 = f64x2.add(s6, f64x2.mul(weight, f64x2.promote_low_f32x4(v3)));
      s7 = f64x2.add(s7, f64x2.mul(weight, f64x2.promote_low_f32x4(upper(v3))));
    }
    const to = out + <usize>c * DOUBLE;
    v128.store(to, s0);
    v128.store(to, s1, 16);
    v128.store(to, s2, 32);
    v128.store(to, s3, 48);
    v128.store(to, s4, 64);
    v128.store(to, s5, 80);
    v128.store(to, s6, 96);
    v128.store(to, s7, 112);
  }
  for (; c < length; c += 4) {
    let low = f64x2.splat(0);
    let high = low;
    for (let k: i32 = 0; k < n; k++) {
      const v = v128.load(<usize>load<u32>(places + <usize>k * FLOAT) + <usize>c * FLOAT);
      const weight = f64x2.splat(load<f64>(weights + <usize>k * DOUBLE));
      low = f64x2.add(low, f64x2.mul(weight, f64x2.promote_low_f32x4(v)));
      high = f64x2.add(high, f64x2.mul(weight, f64x2.promote_low_f32x4(upper(v))));
    }
    v128.store(out + <usize>c * DOUBLE, low);
    v128.store(out + <usize>c * DOUBLE, high, 16);
  }
}

/**
 * means_c = (sum over rows of x_ic) / n, deviations_c = sqrt((sum over rows of (x_ic - means_c)^2) / n), in
 * float64 in row order. Arguments as above.
 */
export function meanAndDeviation(
  rows: usize,
  stride: usize,
  n: i32,
  length: i32,
  means: usize,
  deviations: usize,
): void {
  columnSums(rows, stride, n, length, means);
  const count = f64x2.splat(<f64>n);
  for (let c: i32 = 0; c < length; c += 4) {
    let at = rows + <usize>c * FLOAT;
    const to = <usize>c * DOUBLE;
    const meanLow = f64x2.div(v128.load(means + to), count);
    const meanHigh = f64x2.div(v128.load(means + to, 16), count);
    let low = f64x2.splat(0);
    let high = low;
    for (let i: i32 = 0; i < n; i++) {
      const v = v128.load(at);
      const dLow = f64x2.sub(f64x2.promote_low_f32x4(v), meanLow);
      const dHigh = f64x2.sub(f64x2.promote_low_f32x4(upper(v)), meanHigh);
      low = f64x2.add(low, f64x2.mul(dLow, dLow));
      high = f64x2.add(high, f64x2.mul(dHigh, dHigh));
      at += stride;
    }
    v128.store(means + to, meanLow);
    v128.store(means + to, meanHigh, 16);
    v128.store(deviations + to, f64x2.sqrt(f64x2.div(low, count)));
    v128.store(deviations + to, f64x2.sqrt(f64x2.div(high, count)), 16);
  }
}

/**
 * out_i = sum over c of (x_ic - target_c)^2, in float64 in the
 * order of c: one sum a row, eight rows at a time.
 * So the processor need not wait for one addition before it begins the next.
 */
export function squaredDistancesTo(
  rows: usize,
  stride: usize,
  n: i32,
  length: i32,
  target: usize,
  out: usize,
): void {
  const end = <usize>length * FLOAT;
  let i: i32 = 0;
  for (; i + 8 <= n; i += 8) {
    const a = rows + <usize>i * stride;
    const b = a + stride;
    const c = b + stride;
    const d = c + stride;
    const e = d + stride;
    const f = e + stride;
    const g = f + stride;
    const h = g + stride;
    let sa: f64 = 0;
    let sb: f64 = 0;
    let sc: f64 = 0;
    let sd: f64 = 0;
    let se: f64 = 0;
    let sf: f64 = 0;
    let sg: f64 = 0;
    let sh: f64 = 0;
    for (let at: usize = 0; at < end; at += FLOAT) {
      const t = f64(load<f32>(target + at));
      sa += square(f64(load<f32>(a + at)) - t);
      sb += square(f64(load<f32>(b + at)) - t);
      sc += square(f64(load<f32>(c + at)) - t);
      sd += square(f64(load<f32>(d + at)) - t);
      se += square(f64(load<f32>(e + at)) - t);
      sf += square(f64(load<f32>(f + at)) - t);
      sg += square(f64(load<f32>(g + at)) - t);
      sh += square(f64(load<f32>(h + at)) - t);
    }
    const to = out + <usize>i * DOUBLE;
    store<f64>(to, sa);
    store<f64>(to, sb, 8);
    store<f64>(to, sc, 16);
    store<f64>(to, sd, 24);
    store<f64>(to, se, 32);
    store<f64>(to, sf, 40);
    store<f64>(to, sg, 48);
    store<f64>(to, sh, 56);
  }
  for (; i < n; i++) {
    const row = rows + <usize>i * stride;
    let sum: f64 = 0;
    for (let at: usize = 0; at < end; at += FLOAT)
      sum += square(f64(load<f32>(row + at)) - f64(load<f32>(target + at)));
    store<f64>(out + <usize>i * DOUBLE, sum);
  }
}

@inline
function square(x: f64): f64 {
  return x * x;
}
