import { promoted } from './lanes';

const FLOAT: usize = 4;
const DOUBLE: usize = 8;

/**
 * out[i n + j] = sum over c of (x_ic - x_jc)^2 for i < some and j > i, summed as below.
 * The rest of `out`, some x n float64, stays as it is.
 */
export function squaredDistancesBehind(
  rows: usize,
  stride: usize,
  n: i32,
  length: i32,
  some: i32,
  out: usize,
): void {
  for (let i: i32 = 0; i < some; i++) {
    const x = rows + <usize>i * stride;
    const line = out + <usize>(i * n) * DOUBLE;
    let j = i + 1;
    for (; j + 4 <= n; j += 4) toFour(x, rows, stride, j, j + 1, j + 2, j + 3, length, line);
    for (; j < n; j++) store<f64>(line + <usize>j * DOUBLE, toOne(x, rows + <usize>j * stride, length));
  }
}

/**
 * out[i n + j] = sum over c of (x_ic - x_jc)^2 for i < j; both halves and the diagonal are filled.
 * Only pairs with one of the first `some` rows are measured; between others is 0.
 * rows: n float32 rows of `length` values, `stride` bytes apart. out: n x n float64.
 * work: room for n float64 and 2 n uint32.
 *
 * Each pair has four sums, over c = 0, 4, 8, ..., c = 1, 5, ..., and so on.
 * They are added as ((s0 + s2) + (s1 + s3)).
 * The last coordinates, fewer than four, follow one by one.
 * Colluding workers report rows that are equal bit for bit.
 * Only the first of such rows is measured against the others, because the sums of the rest are the same.
 */
export function squaredDistances(
  rows: usize,
  stride: usize,
  n: i32,
  some: i32,
  length: i32,
  out: usize,
  work: usize,
): void {
  const selves = work; // of a row that others equal the distance to them: 0, or of what is not finite NaN
  const firsts = selves + <usize>n * DOUBLE; // of each row the first that is equal to it
  const different = firsts + <usize>n * FLOAT; // rows that are the first of their kind
  let count: i32 = 0;
  for (let i: i32 = 0; i < n; i++) {
    let first = i;
    for (let k: i32 = 0; k < count && first === i; k++) {
      const other = load<i32>(different + <usize>k * FLOAT);
      if (areEqual(rows + <usize>i * stride, rows + <usize>other * stride, length)) first = other;
    }
    store<i32>(firsts + <usize>i * FLOAT, first);
    if (first === i) {
      store<i32>(different + <usize>count * FLOAT, i);
      count++;
    } else {
      const row = rows + <usize>i * stride;
      store<f64>(selves + <usize>first * DOUBLE, toOne(row, row, length));
    }
  }
  for (let k: i32 = 0; k < count && load<i32>(different + <usize>k * FLOAT) < some; k++)
    measure(rows, stride, n, length, out, different, k, count);
  for (let i: i32 = 0; i < n; i++) {
    const from = load<i32>(firsts + <usize>i * FLOAT);
    for (let j: i32 = i; j < n; j++) {
      const to = load<i32>(firsts + <usize>j * FLOAT);
      let square: f64 = 0;
      if (i >= some) square = 0;
      else if (from !== to) square = load<f64>(out + <usize>(min(from, to) * n + max(from, to)) * DOUBLE);
      else if (i !== j) square = load<f64>(selves + <usize>from * DOUBLE);
      store<f64>(out + <usize>(i * n + j) * DOUBLE, square);
    }
  }
  for (let i: i32 = 1; i < n; i++) {
    for (let j: i32 = 0; j < i; j++) {
      store<f64>(out + <usize>(i * n + j) * DOUBLE, load<f64>(out + <usize>(j * n + i) * DOUBLE));
    }
  }
}

/** Fills in the distances of one of the rows that differ, the k-th, to those behind it. */
function measure(
  rows: usize,
  stride: usize,
  n: i32,
  length: i32,
  out: usize,
  different: usize,
  k: i32,
  count: i32,
): void {
  const i = load<i32>(different + <usize>k * FLOAT);
  const x = rows + <usize>i * stride;
  let next = k + 1;
  for (; next + 4 <= count; next += 4) {
    const at = different + <usize>next * FLOAT;
    toFour(
      x,
      rows,
      stride,
      load<i32>(at),
      load<i32>(at, 4),
      load<i32>(at, 8),
      load<i32>(at, 12),
      length,
      out + <usize>(i * n) * DOUBLE,
    );
  }
  for (; next < count; next++) {
    const j = load<i32>(different + <usize>next * FLOAT);
    store<f64>(out + <usize>(i * n + j) * DOUBLE, toOne(x, rows + <usize>j * stride, length));
  }
}

/** Whether two rows are the same bits. */
function areEqual(x: usize, y: usize, length: i32): bool {
  return memory.compare(x, y, <usize>length * FLOAT) === 0;
}

/** The distances of x to rows a, b, c and d. */
function toFour(
  x: usize,
  rows: usize,
  stride: usize,
  a: i32,
  b: i32,
  c: i32,
  d: i32,
  length: i32,
  out: usize,
): void {
  const ya = rows + <usize>a * stride;
  const yb = rows + <usize>b * stride;
  const yc = rows + <usize>c * stride;
  const yd = rows + <usize>d * stride;
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
    const low = promoted(x + at);
    const high = promoted(x + at + 8);
    let e = f64x2.sub(low, promoted(ya + at));
    lowA = f64x2.add(lowA, f64x2.mul(e, e));
    e = f64x2.sub(high, promoted(ya + at + 8));
    highA = f64x2.add(highA, f64x2.mul(e, e));
    e = f64x2.sub(low, promoted(yb + at));
    lowB = f64x2.add(lowB, f64x2.mul(e, e));
    e = f64x2.sub(high, promoted(yb + at + 8));
    highB = f64x2.add(highB, f64x2.mul(e, e));
    e = f64x2.sub(low, promoted(yc + at));
    lowC = f64x2.add(lowC, f64x2.mul(e, e));
    e = f64x2.sub(high, promoted(yc + at + 8));
    highC = f64x2.add(highC, f64x2.mul(e, e));
    e = f64x2.sub(low, promoted(yd + at));
    lowD = f64x2.add(lowD, f64x2.mul(e, e));
    e = f64x2.sub(high, promoted(yd + at + 8));
    highD = f64x2.add(highD, f64x2.mul(e, e));
  }
  store<f64>(out + <usize>a * DOUBLE, rest(total(lowA, highA), x, ya, length));
  store<f64>(out + <usize>b * DOUBLE, rest(total(lowB, highB), x, yb, length));
  store<f64>(out + <usize>c * DOUBLE, rest(total(lowC, highC), x, yc, length));
  store<f64>(out + <usize>d * DOUBLE, rest(total(lowD, highD), x, yd, length));
}

function toOne(x: usize, y: usize, length: i32): f64 {
  let sumLow = f64x2.splat(0);
  let sumHigh = sumLow;
  const whole = <usize>(length & ~3) * FLOAT;
  for (let at: usize = 0; at < whole; at += 16) {
    let d = f64x2.sub(promoted(x + at), promoted(y + at));
    sumLow = f64x2.add(sumLow, f64x2.mul(d, d));
    d = f64x2.sub(promoted(x + at + 8), promoted(y + at + 8));
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
