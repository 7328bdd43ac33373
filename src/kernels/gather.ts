/** The coordinates of a row at some places, in their order. */
export function gather(row: Float32Array, places: readonly number[]): Float32Array {
  const part = new Float32Array(places.length);
  for (let k = 0; k < part.length; k++) part[k] = row[places[k]];
  return part;
}
