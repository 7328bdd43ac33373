// ln 2 in two parts: k times the first one is exact.
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
const TERMS = 12;
const SUBNORMAL = 2 ** -1022;
const view = new DataView(new ArrayBuffer(8));

/**
 * ln x to some 1e-16 of its value or of 1, by sums, products and quotients alone, which every machine rounds
 * alike; `Math.log` may give other last bits with another version of JavaScript.
 * x = 2^k m, m in [1/sqrt 2, sqrt 2); ln m = 2 (s + s^3/3 + s^5/5 + ...), s = (m - 1) / (m + 1).
 * 0 gives -infinity; NaN and numbers below 0 give NaN.
 */
export function naturalLogarithm(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return Infinity;
  if (x < SUBNORMAL) return naturalLogarithm(x * 2 ** 54) - 54 * (LN2_HIGH + LN2_LOW);
  let [exponent, m] = splitNumber(x);
  if (m >= Math.SQRT2) [exponent, m] = [exponent + 1, m / 2];
  const s = (m - 1) / (m + 1);
  let sum = 0;
  for (let term = TERMS; term >= 0; term--) sum = sum * s * s + 1 / (2 * term + 1);
  return exponent * LN2_HIGH + (2 * s * sum + exponent * LN2_LOW);
}

/** x = 2^exponent m, m in [1, 2); for numbers that are not subnormal. */
function splitNumber(x: number): [exponent: number, m: number] {
  view.setFloat64(0, x);
  const high = view.getUint32(0);
  view.setUint32(0, (high & 0x000fffff) | 0x3ff00000);
  return [((high >>> 20) & 0x7ff) - 1023, view.getFloat64(0)];
}
