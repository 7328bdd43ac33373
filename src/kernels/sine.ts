const TERMS = 12;

/**
 * sin(pi t / 2) for t from 0 to 1 to some 1e-16, by sums and products alone, which every machine
 * rounds alike:
 * x - x^3/3! + x^5/5! - ..., x = pi t / 2.
 */
export function sineOfQuarter(t: number): number {
  const x = (Math.PI * t) / 2;
  let sum = 1;
  for (let n = TERMS; n > 0; n--) sum = 1 - (sum * x * x) / (2 * n * (2 * n + 1));
  return x * sum;
}
