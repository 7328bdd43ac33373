/**
 * A vector made coordinate by coordinate, f(value, place), rounded to float32 once.
 * `Float32Array.from` with a function does the same through an iterator, and takes a hundred times as long.
 */
export function mapVector(
  values: Float64Array | Float32Array,
  f: (value: number, place: number) => number,
): Float32Array {
  const made = new Float32Array(values.length);
  for (let c = 0; c < made.length; c++) made[c] = f(values[c], c);
  return made;
}
