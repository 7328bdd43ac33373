/**
 * |led - mu|^2, in float64 in the order of coordinates.
 * By itself, for only what is called often is compiled well.
 */
export function squareFrom(means: Float64Array, led: Float32Array): number {
  let square = 0;
  for (let c = 0; c < led.length; c++) square += (led[c] - means[c]) * (led[c] - means[c]);
  return square;
}
