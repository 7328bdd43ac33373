/** Sum of a_c b_c in float64, in the order of c. */
export function innerProduct(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let c = 0; c < a.length; c++) sum += a[c] * b[c];
  return sum;
}
