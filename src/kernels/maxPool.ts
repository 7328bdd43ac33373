/** Values [batch, height, width, channels], row-major, and the side of the windows. */
export interface Pooling {
  readonly batch: number;
  readonly input: readonly [height: number, width: number, channels: number];
  readonly size: number;
}

/**
 * The highest value of each window of size x size, and where it is: windows do not overlap, and rows and
 * columns that fill none are left out. Of equal values the first in row-major order; NaN where there is one.
 * Cost: one look at each value.
 */
export function maxPool(
  values: Float32Array,
  { batch, input: [height, width, channels], size }: Pooling,
): { readonly values: Float32Array; readonly places: Int32Array } {
  const [rows, columns] = [Math.floor(height / size), Math.floor(width / size)];
  const highest = new Float32Array(batch * rows * columns * channels);
  const places = new Int32Array(highest.length);
  let at = 0;
  for (let image = 0; image < batch; image++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const corner = ((image * height + y * size) * width + x * size) * channels;
        for (let c = 0; c < channels; c++) {
          places[at] = findHighest(values, corner + c, { width, channels, size });
          highest[at] = values[places[at]];
          at++;
        }
      }
    }
  }
  return { values: highest, places };
}

/** Each slope at the place that its value came from, zero elsewhere. */
export function maxPoolGradient(slopes: Float32Array, places: Int32Array, length: number): Float32Array {
  const gradient = new Float32Array(length);
  for (let at = 0; at < slopes.length; at++) gradient[places[at]] += slopes[at];
  return gradient;
}

function findHighest(
  values: Float32Array,
  first: number,
  { width, channels, size }: { readonly width: number; readonly channels: number; readonly size: number },
): number {
  let place = first;
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < size; j++) {
      const other = first + (i * width + j) * channels;
      if (values[other] > values[place] || Number.isNaN(values[other])) place = other;
    }
  }
  return place;
}
