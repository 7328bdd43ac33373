const LOG2_E = 1.4426950408889634;
// ln 2 in two parts: k times the first one is exact.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const TERMS = 14;
const NEWTON_STEPS = 40;

/**
 * e^x to some 1e-15 of its value, by sums and products alone, which every machine rounds alike.
 * `Math.exp` may give other last bits with another version of
 * JavaScript, and a record must not depend on that.
 * x = k ln 2 + r, |r| <= ln 2 / 2; e^x = 2^k (1 + r + r^2/2! + ...).
 */
export function exponential(x: number): number {
  if (Number.isNaN(x) || x > 709.78) return x > 0 ? Infinity : NaN;
  if (x < -745.2) return 0;
  const k = Math.round(x * LOG2_E);
  const r = x - k * LN2_HIGH - k * LN2_LOW;
  let sum = 1;
  for (let n = TERMS; n > 0; n--) sum = 1 + (sum * r) / n;
  const half = k >> 1; // in two steps, for the ends of the range
  return sum * powerOfTwo(half) * powerOfTwo(k - half);
}

/** ln p for 0 < p <= 1, on the same terms: Newton's steps y <- y - 1 + p e^-y from y = 0. */
export function logarithm(p: number): number {
  let y = 0;
  for (let step = 0; step < NEWTON_STEPS; step++) y += p * exponential(-y) - 1;
  return y;
}

function powerOfTwo(k: number): number {
  let [power, base] = [1, k < 0 ? 0.5 : 2];
  for (let n = Math.abs(k); n > 0; n >>= 1) {
    if (n & 1) power *= base;
    base *= base;
  }
  return power;
}
