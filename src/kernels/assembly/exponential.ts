const LOG2_E: f64 = 1.4426950408889634;
// ln 2 in two parts: k times the first one is exact.
const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const SQRT2: f64 = 1.4142135623730951;

/**
 * e^x for x <= 0, to some 1e-15; 0 below -700.
 * x = k ln 2 + r, |r| <= ln 2 / 2; 1 + r + r^2/2! + ..., to the 13th power.
 */
export function exponential(x: f64): f64 {
  if (!(x >= -700)) return x === x ? 0 : x;
  const k = nearest(x * LOG2_E);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum: f64 = 1.0 / 6227020800.0;
  sum = sum * r + 1.0 / 479001600.0;
  sum = sum * r + 1.0 / 39916800.0;
  sum = sum * r + 1.0 / 3628800.0;
  sum = sum * r + 1.0 / 362880.0;
  sum = sum * r + 1.0 / 40320.0;
  sum = sum * r + 1.0 / 5040.0;
  sum = sum * r + 1.0 / 720.0;
  sum = sum * r + 1.0 / 120.0;
  sum = sum * r + 1.0 / 24.0;
  sum = sum * r + 1.0 / 6.0;
  sum = sum * r + 0.5;
  sum = sum * r + 1.0;
  sum = sum * r + 1.0;
  return sum * reinterpret<f64>((<i64>k + 1023) << 52);
}

/**
 * ln x for x >= 1: x = 2^k m, m up to the root of 2; s = (m - 1) / (m + 1).
 * Then k ln 2 + 2 (s + s^3/3 + ... + s^23/23).
 */
export function logarithm(x: f64): f64 {
  if (!(x < Infinity)) return x;
  let k: f64 = 0;
  let m = x;
  while (m > SQRT2) {
    m *= 0.5;
    k += 1;
  }
  const s = (m - 1) / (m + 1);
  const square = s * s;
  let sum: f64 = 0;
  for (let n = 23; n > 0; n -= 2) sum = sum * square + 1.0 / <f64>n;
  return k * LN2_HIGH + (2 * s * sum + k * LN2_LOW);
}
