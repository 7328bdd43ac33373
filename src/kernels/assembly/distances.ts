const FLOAT: usize = 4;
const DOUBLE: usize = 8;

/**
 * out[i n + j] = sum over c of (x_ic - x_jc)^2 for i < j; both halves and the diagonal are filled.
 * rows: n float32 rows of `length` values, `stride` bytes apart. out: n x n float64.
 *
 * Four sums a pair, over c = 0, 4, 8, ..., c = 1, 5, ..., and so on, of which ((s0 + s2) + (s1 + s3)) is taken, then
 * the coordinates that no four of them fill, one by one.
 */
export function squaredDistances(rows: usize, stride: usize, n: i32, length: i32, out: usize): void {
  for (let i: i32 = 0; i < n; i++) {
    const x = rows + <usize>i * stride;
    store<f64>(out + <usize>(i * n + i) * DOUBLE, 0);
    let j = i + 1;
    for (; j + 4 <= n; j += 4) toFour(x, rows + <usize>j * stride, stride, length, out + <usize>(i * n + j) * DOUBLE);
    for (; j < n; j++) store<f64>(out + <usize>(i * n + j) * DOUBLE, toOne(x, rows + <usize>j * stride, length));
  }
  for (let i: i32 = 1; i < n; i++) {
    for (let j: i32 = 0; j < i; j++) {
      store<f64>(out + <usize>(i * n + j) * DOUBLE, load<f64>(out + <usize>(j * n + i) * DOUBLE));
    }
  }
}

function toFour(x: usize, y: usize, stride: usize, length: i32, out: usize): void {
  const ya = y;
  const yb = ya + stride;
  const yc = yb + stride;
  const yd = yc + stride;
  let lowA = f64x2.splat(0);
  let highA = lowA;
  let lowB = lowA;
  let highB = lowA;
  let lowC = lowA;
  let highC = lowA;
  let lowD = lowA;
  let highD = lowA;
  const whole = <usize>(length & ~3) * FLOAT;
  for (let at: usize = 0; at < whole; at += 16) {
    const v = v128.load(x + at);
    const low = f64x2.promote_low_f32x4(v);
    const high = f64x2.promote_low_f32x4(upper(v));
    let w = v128.load(ya + at);
    let d = f64x2.sub(low, f64x2.promote_low_f32x4(w));
    lowA = f64x2.add(lowA, f64x2.mul(d, d));
    d = f64x2.sub(high, f64x2.promote_low_f32x4(upper(w)));
    highA = f64x2.add(highA, f64x2.mul(d, d));
    w = v128.load(yb + at);
    d = f64x2.sub(low, f64x2.promote_low_f32x4(w));
    lowB = f64x2.add(lowB, f64x2.mul(d, d));
    d = f64x2.sub(high, f64x2.promote_low_f32x4(upper(w)));
    highB = f64x2.add(highB, f64x2.mul(d, d));
    w = v128.load(yc + at);
    d = f64x2.sub(low, f64x2.promote_low_f32x4(w));
    lowC = f64x2.add(lowC, f64x2.mul(d, d));
    d = f64x2.sub(high, f64x2.promote_low_f32x4(upper(w)));
    highC = f64x2.add(highC, f64x2.mul(d, d));
    w = v128.load(yd + at);
    d = f64x2.sub(low, f64x2.promote_low_f32x4(w));
    lowD = f64x2.add(lowD, f64x2.mul(d, d));
    d = f64x2.sub(high, f64x2.promote_low_f32x4(upper(w)));
    highD = f64x2.add(highD, f64x2.mul(d, d));
  }
  store<f64>(out, rest(total(lowA, highA), x, ya, length));
  store<f64>(out, rest(total(lowB, highB), x, yb, length), 8);
  store<f64>(out, rest(total(lowC, highC), x, yc, length), 16);
  store<f64>(out, rest(total(lowD, highD), x, yd, length), 24);
}

function toOne(x: usize, y: usize, length: i32): f64 {
  let sumLow = f64x2.splat(0);
  let sumHigh = sumLow;
  const whole = <usize>(length & ~3) * FLOAT;
  for (let at: usize = 0; at < whole; at += 16) {
    const v = v128.load(x + at);
    const w = v128.load(y + at);
    let d = f64x2.sub(f64x2.promote_low_f32x4(v), f64x2.promote_low_f32x4(w));
    sumLow = f64x2.add(sumLow, f64x2.mul(d, d));
    d = f64x2.sub(f64x2.promote_low_f32x4(upper(v)), f64x2.promote_low_f32x4(upper(w)));
    sumHigh = f64x2.add(sumHigh, f64x2.mul(d, d));
  }
  return rest(total(sumLow, sumHigh), x, y, length);
}

function total(low: v128, high: v128): f64 {
  const both = f64x2.add(low, high);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

function rest(sum: f64, x: usize, y: usize, length: i32): f64 {
  for (let c: i32 = length & ~3; c < length; c++) {
    const d = f64(load<f32>(x + <usize>c * FLOAT)) - f64(load<f32>(y + <usize>c * FLOAT));
    sum += d * d;
  }
  return sum;
}

@inline
function upper(x: v128): v128 {
  return v128.shuffle<i32>(x, x, 2, 3, 2, 3);
}
