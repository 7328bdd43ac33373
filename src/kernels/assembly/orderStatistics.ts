import { upper } from './lanes';

const FLOAT: usize = 4;
const VECTOR: usize = 16;
const INFINITY_F32: f32 = Infinity;
const DOUBLE_MAX: f64 = 1.7976931348623157e308;

/**
 * out_c = the mean of column c without its `drop` lowest and `drop` highest values, in float64 in row order.
 * Of equal values the lowest rows are dropped first at the low end, the highest rows at the high end.
 * NaN is the highest value. kept_i = how many columns of row i were kept.
 *
 * rows: n float32 rows of `length` values, `stride` bytes apart, of which a multiple of 4 values can be read.
 * network: offsets of the vectors that each comparator puts in order, in pairs.
 * work: 2 n vectors. kept: n int32.
 */
export function trimmedColumnMean(
  rows: usize,
  stride: usize,
  n: i32,
  length: i32,
  drop: i32,
  network: usize,
  comparators: i32,
  work: usize,
  kept: usize,
  out: usize,
): void {
  const sorted = work + <usize>n * VECTOR;
  const count = f64x2.splat(<f64>(n - 2 * drop));
  memory.fill(kept, 0, <usize>n * FLOAT);
  for (let c: i32 = 0; c < length; c += 4) {
    gather(rows + <usize>c * FLOAT, stride, n, work, sorted);
    sort(sorted, network, comparators);
    const lowest = v128.load(sorted + <usize>drop * VECTOR);
    const highest = v128.load(sorted + <usize>(n - drop - 1) * VECTOR);
    let below = i32x4.splat(0);
    let under = below;
    for (let i: i32 = 0; i < n; i++) {
      const v = v128.load(work + <usize>i * VECTOR);
      below = i32x4.sub(below, f32x4.lt(v, lowest));
      under = i32x4.sub(under, f32x4.lt(v, highest));
    }
    let skip = i32x4.sub(i32x4.splat(drop), below);
    let take = v128.bitselect(
      i32x4.splat(n - 2 * drop),
      i32x4.sub(i32x4.splat(n - drop), under),
      f32x4.eq(lowest, highest),
    );
    const valid = lanes(length - c);
    let low = f64x2.splat(0);
    let high = low;
    for (let i: i32 = 0; i < n; i++) {
      const v = v128.load(work + <usize>i * VECTOR);
      const skipped = v128.and(f32x4.eq(v, lowest), i32x4.gt_s(skip, i32x4.splat(0)));
      skip = i32x4.add(skip, skipped);
      const between = v128.and(f32x4.ge(v, lowest), f32x4.le(v, highest));
      const left = v128.andnot(between, skipped);
      const top = v128.and(left, f32x4.eq(v, highest));
      const taken = v128.andnot(left, v128.and(top, i32x4.eq(take, i32x4.splat(0))));
      take = i32x4.add(take, v128.and(top, taken));
      const value = v128.and(v, taken);
      low = f64x2.add(low, f64x2.promote_low_f32x4(value));
      high = f64x2.add(high, f64x2.promote_low_f32x4(upper(value)));
      tally(kept + <usize>i * FLOAT, v128.and(taken, valid));
    }
    v128.store(out + <usize>c * FLOAT, joined(f64x2.div(low, count), f64x2.div(high, count)));
  }
}

/**
 * out_c = the mean of the `keep` values of column c nearest to its median, in float64 in row order.
 * The median of an even count is the mean of the two middle values.
 * Of equally near values those of the lowest rows are taken. A value that is not finite is infinitely far.
 * Arguments as above; work: 4 n vectors.
 */
export function meanNearestMedian(
  rows: usize,
  stride: usize,
  n: i32,
  length: i32,
  keep: i32,
  network: usize,
  comparators: i32,
  work: usize,
  kept: usize,
  out: usize,
): void {
  const sorted = work + <usize>n * VECTOR;
  const infinity = f32x4.splat(INFINITY_F32);
  memory.fill(kept, 0, <usize>n * FLOAT);
  for (let c: i32 = 0; c < length; c += 4) {
    gather(rows + <usize>c * FLOAT, stride, n, work, sorted);
    sort(sorted, network, comparators);
    const lowest = v128.load(sorted);
    const highest = v128.load(sorted + <usize>(n - 1) * VECTOR);
    const valid = lanes(length - c);
    const to = out + <usize>c * FLOAT;
    if (i32x4.all_true(v128.and(f32x4.gt(lowest, f32x4.neg(infinity)), f32x4.lt(highest, infinity)))) {
      nearest(work, n, keep, valid, kept, to, true);
    } else {
      nearest(work, n, keep, valid, kept, to, false);
    }
  }
}

/** Four columns of it; `finite`: whether all their values are, as nearly always. */
@inline
function nearest(work: usize, n: i32, keep: i32, valid: v128, kept: usize, out: usize, finite: bool): void {
  const sorted = work + <usize>n * VECTOR;
  const distances = sorted + <usize>n * VECTOR;
  const upperMiddle = v128.load(sorted + <usize>(n >> 1) * VECTOR);
  const lowerMiddle = n & 1 ? upperMiddle : v128.load(sorted + <usize>((n >> 1) - 1) * VECTOR);
  const medianLow = midpoint(f64x2.promote_low_f32x4(lowerMiddle), f64x2.promote_low_f32x4(upperMiddle), n);
  const medianHigh = midpoint(
    f64x2.promote_low_f32x4(upper(lowerMiddle)),
    f64x2.promote_low_f32x4(upper(upperMiddle)),
    n,
  );
  // The nearest values stand side by side when sorted. The stretch with the nearest far end is the one.
  let reachLow = f64x2.splat(Infinity);
  let reachHigh = reachLow;
  for (let s: i32 = 0; s + keep <= n; s++) {
    const first = v128.load(sorted + <usize>s * VECTOR);
    const last = v128.load(sorted + <usize>(s + keep - 1) * VECTOR);
    reachLow = f64x2.pmin(
      reachLow,
      f64x2.pmax(
        distance(f64x2.promote_low_f32x4(first), medianLow, finite),
        distance(f64x2.promote_low_f32x4(last), medianLow, finite),
      ),
    );
    reachHigh = f64x2.pmin(
      reachHigh,
      f64x2.pmax(
        distance(f64x2.promote_low_f32x4(upper(first)), medianHigh, finite),
        distance(f64x2.promote_low_f32x4(upper(last)), medianHigh, finite),
      ),
    );
  }
  let tiesLow = i64x2.splat(keep);
  let tiesHigh = tiesLow;
  for (let i: i32 = 0; i < n; i++) {
    const v = v128.load(work + <usize>i * VECTOR);
    const dLow = distance(f64x2.promote_low_f32x4(v), medianLow, finite);
    const dHigh = distance(f64x2.promote_low_f32x4(upper(v)), medianHigh, finite);
    v128.store(distances + <usize>(2 * i) * VECTOR, dLow);
    v128.store(distances + <usize>(2 * i + 1) * VECTOR, dHigh);
    tiesLow = i64x2.add(tiesLow, f64x2.lt(dLow, reachLow));
    tiesHigh = i64x2.add(tiesHigh, f64x2.lt(dHigh, reachHigh));
  }
  let low = f64x2.splat(0);
  let high = low;
  for (let i: i32 = 0; i < n; i++) {
    const v = v128.load(work + <usize>i * VECTOR);
    const dLow = v128.load(distances + <usize>(2 * i) * VECTOR);
    const dHigh = v128.load(distances + <usize>(2 * i + 1) * VECTOR);
    const tieLow = v128.and(f64x2.eq(dLow, reachLow), i64x2.gt_s(tiesLow, i64x2.splat(0)));
    const tieHigh = v128.and(f64x2.eq(dHigh, reachHigh), i64x2.gt_s(tiesHigh, i64x2.splat(0)));
    tiesLow = i64x2.add(tiesLow, tieLow);
    tiesHigh = i64x2.add(tiesHigh, tieHigh);
    const takenLow = v128.or(f64x2.lt(dLow, reachLow), tieLow);
    const takenHigh = v128.or(f64x2.lt(dHigh, reachHigh), tieHigh);
    low = f64x2.add(low, v128.and(f64x2.promote_low_f32x4(v), takenLow));
    high = f64x2.add(high, v128.and(f64x2.promote_low_f32x4(upper(v)), takenHigh));
    tally(kept + <usize>i * FLOAT, v128.and(v128.shuffle<i32>(takenLow, takenHigh, 0, 2, 4, 6), valid));
  }
  const count = f64x2.splat(<f64>keep);
  v128.store(out, joined(f64x2.div(low, count), f64x2.div(high, count)));
}

/**
 * Copies four columns into two arrays of vectors.
 * NaN becomes infinity there, so that every comparison decides.
 */
function gather(from: usize, stride: usize, n: i32, work: usize, sorted: usize): void {
  const infinity = f32x4.splat(INFINITY_F32);
  for (let i: i32 = 0; i < n; i++) {
    const v = v128.load(from);
    const value = v128.bitselect(v, infinity, f32x4.eq(v, v));
    v128.store(work + <usize>i * VECTOR, value);
    v128.store(sorted + <usize>i * VECTOR, value);
    from += stride;
  }
}

/** Sorts four columns at once, ascending, by a network of comparators. */
function sort(sorted: usize, network: usize, comparators: i32): void {
  const end = network + <usize>comparators * 8;
  for (; network < end; network += 8) {
    const a = sorted + <usize>load<u32>(network);
    const b = sorted + <usize>load<u32>(network, 4);
    const x = v128.load(a);
    const y = v128.load(b);
    v128.store(a, f32x4.pmin(x, y));
    v128.store(b, f32x4.pmax(x, y));
  }
}

@inline
function midpoint(a: v128, b: v128, n: i32): v128 {
  return n & 1 ? a : f64x2.mul(f64x2.add(a, b), f64x2.splat(0.5));
}

/** Distance to the median: infinite from what is not finite, the greatest number to a median that is not. */
@inline
function distance(value: v128, median: v128, finite: bool): v128 {
  const infinity = f64x2.splat(Infinity);
  const d = f64x2.abs(f64x2.sub(value, median));
  if (finite) return d;
  const known = v128.bitselect(d, f64x2.splat(DOUBLE_MAX), f64x2.lt(d, infinity));
  return v128.bitselect(known, infinity, f64x2.lt(f64x2.abs(value), infinity));
}

/** Adds the number of lanes that are set. */
@inline
function tally(at: usize, mask: v128): void {
  store<i32>(at, load<i32>(at) + i32.popcnt(i32x4.bitmask(mask)));
}

/** The first `count` lanes of four, all of them where there are more. */
@inline
function lanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

@inline
function joined(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}
