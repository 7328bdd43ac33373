/** base^exponent, exponent whole and >= 0, by products alone: `Math.pow` may round otherwise elsewhere. */
export function wholePower(base: number, exponent: number): number {
  let [power, square] = [1, base];
  for (let left = exponent; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) power *= square;
    square *= square;
  }
  return power;
}
