/**
 * What a population standard deviation of n values is multiplied by to be one that divides by n - ddof.
 * One value has deviation 0 whatever it divides by, so its factor is 1.
 */
export function widenDeviation(n: number, ddof: 0 | 1): number {
  return ddof === 0 || n === 1 ? 1 : Math.sqrt(n / (n - 1));
}
