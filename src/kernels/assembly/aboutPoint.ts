import { promoted } from './lanes';

const FLOAT: usize = 4;
const DOUBLE: usize = 8;

/**
 * sums_i += sum over c of (m_c - x_ic)^2 and sums_(n + i) += sum over c of p_c (m_c - x_ic),
 * in float64 in the order of c, from what is there: a lane for each row, four rows at a time.
 * rows: n float32 rows of `length` values, `stride` bytes apart.
 * point m, direction p: `length` float64. sums: 2 n float64.
 */
export function addAbout(
  rows: usize,
  stride: usize,
  n: i32,
  length: i32,
  point: usize,
  direction: usize,
  sums: usize,
): void {
  for (let i: i32 = 0; i < n; i += 4) {
    // Where rows run out the last one goes along again: what it comes to is stored at the same place.
    const b = min(i + 1, n - 1);
    const c = min(i + 2, n - 1);
    const d = min(i + 3, n - 1);
    addFour(rows, stride, i, b, c, d, length, point, direction, sums, sums + <usize>n * DOUBLE);
  }
}

/** The sums of rows a, b, c and d. */
function addFour(
  rows: usize,
  stride: usize,
  a: i32,
  b: i32,
  c: i32,
  d: i32,
  length: i32,
  point: usize,
  direction: usize,
  squares: usize,
  along: usize,
): void {
  const xa = rows + <usize>a * stride;
  const xb = rows + <usize>b * stride;
  const xc = rows + <usize>c * stride;
  const xd = rows + <usize>d * stride;
  let squaresAB = pairAt(squares, a, b);
  let squaresCD = pairAt(squares, c, d);
  let alongAB = pairAt(along, a, b);
  let alongCD = pairAt(along, c, d);
  const even = <usize>(length & ~1);
  for (let k: usize = 0; k < even; k += 2) {
    const at = k * FLOAT;
    const a2 = promoted(xa + at);
    const b2 = promoted(xb + at);
    const c2 = promoted(xc + at);
    const d2 = promoted(xd + at);
    let m = v128.load_splat<f64>(point + k * DOUBLE);
    let p = v128.load_splat<f64>(direction + k * DOUBLE);
    let toAB = f64x2.sub(m, v128.shuffle<f64>(a2, b2, 0, 2));
    let toCD = f64x2.sub(m, v128.shuffle<f64>(c2, d2, 0, 2));
    squaresAB = plusProduct(squaresAB, toAB, toAB);
    squaresCD = plusProduct(squaresCD, toCD, toCD);
    alongAB = plusProduct(alongAB, p, toAB);
    alongCD = plusProduct(alongCD, p, toCD);
    m = v128.load_splat<f64>(point + k * DOUBLE, 8);
    p = v128.load_splat<f64>(direction + k * DOUBLE, 8);
    toAB = f64x2.sub(m, v128.shuffle<f64>(a2, b2, 1, 3));
    toCD = f64x2.sub(m, v128.shuffle<f64>(c2, d2, 1, 3));
    squaresAB = plusProduct(squaresAB, toAB, toAB);
    squaresCD = plusProduct(squaresCD, toCD, toCD);
    alongAB = plusProduct(alongAB, p, toAB);
    alongCD = plusProduct(alongCD, p, toCD);
  }
  if (length & 1) {
    const at = even * FLOAT;
    const m = v128.load_splat<f64>(point + even * DOUBLE);
    const p = v128.load_splat<f64>(direction + even * DOUBLE);
    const toAB = f64x2.sub(m, pair(f64(load<f32>(xa + at)), f64(load<f32>(xb + at))));
    const toCD = f64x2.sub(m, pair(f64(load<f32>(xc + at)), f64(load<f32>(xd + at))));
    squaresAB = plusProduct(squaresAB, toAB, toAB);
    squaresCD = plusProduct(squaresCD, toCD, toCD);
    alongAB = plusProduct(alongAB, p, toAB);
    alongCD = plusProduct(alongCD, p, toCD);
  }
  storePair(squares, a, b, squaresAB);
  storePair(squares, c, d, squaresCD);
  storePair(along, a, b, alongAB);
  storePair(along, c, d, alongCD);
}

/**
 * out_c += sum over rows of weights_i (x_ic - m_c), in float64 in row order, from what is there.
 * rows: n float32 rows of `length` values, `stride` bytes apart, and weights: n float64.
 * point m: `length` float32. out: `length` float64. A multiple of 4 values can be read and written of each.
 */
export function addWeightedAbout(
  rows: usize,
  stride: usize,
  n: i32,
  length: i32,
  weights: usize,
  point: usize,
  out: usize,
): void {
  for (let c: i32 = 0; c < length; c += 4) {
    let at = rows + <usize>c * FLOAT;
    const to = out + <usize>c * DOUBLE;
    const mLow = promoted(point + <usize>c * FLOAT);
    const mHigh = promoted(point + <usize>c * FLOAT + 8);
    let low = v128.load(to);
    let high = v128.load(to, 16);
    for (let i: i32 = 0; i < n; i++) {
      const weight = v128.load_splat<f64>(weights + <usize>i * DOUBLE);
      low = plusProduct(low, weight, f64x2.sub(promoted(at), mLow));
      high = plusProduct(high, weight, f64x2.sub(promoted(at + 8), mHigh));
      at += stride;
    }
    v128.store(to, low);
    v128.store(to, high, 16);
  }
}

/** Two roundings: a fused multiply-add would be another number. */
@inline
function plusProduct(sum: v128, x: v128, y: v128): v128 {
  return f64x2.add(sum, f64x2.mul(x, y));
}

/** Two float64 of an array, one in each lane. */
@inline
function pairAt(values: usize, i: i32, j: i32): v128 {
  return pair(load<f64>(values + <usize>i * DOUBLE), load<f64>(values + <usize>j * DOUBLE));
}

@inline
function pair(x: f64, y: f64): v128 {
  return f64x2.replace_lane(f64x2.splat(x), 1, y);
}

@inline
function storePair(values: usize, i: i32, j: i32, both: v128): void {
  store<f64>(values + <usize>i * DOUBLE, f64x2.extract_lane(both, 0));
  store<f64>(values + <usize>j * DOUBLE, f64x2.extract_lane(both, 1));
}
