import { type DataSet, type Examples, pixelsOf } from './dataSet.js';

/**
 * The normalised images at `indices` and their labels: pixel p of channel c becomes (p / 255 - mean_c) / deviation_c.
 * Writes [indices.length x height x width x channel] float64 into `images` and returns it with as many int32 labels.
 * Rounded to float32, the background of all images would be off by the same amount, and attacked training follow it.
 */
export function gatherBatch(
  set: DataSet,
  examples: Examples,
  indices: ArrayLike<number>,
  images: Float64Array = new Float64Array(indices.length * pixelsOf(set)),
): { images: Float64Array; labels: Int32Array } {
  const pixels = pixelsOf(set);
  const channels = set.imageShape[2];
  const tables = set.normalisation.means.map((mean, channel) =>
    pixelTable(mean, set.normalisation.deviations[channel]),
  );
  const labels = new Int32Array(indices.length);
  for (let b = 0; b < indices.length; b++) {
    const from = indices[b] * pixels;
    const to = b * pixels;
    for (let channel = 0; channel < channels; channel++) {
      const table = tables[channel];
      for (let p = channel; p < pixels; p += channels) images[to + p] = table[examples.images[from + p]];
    }
    labels[b] = examples.labels[indices[b]];
  }
  return { images, labels };
}

function pixelTable(mean: number, deviation: number): Float64Array {
  return Float64Array.from({ length: 256 }, (_, pixel) => (pixel / 255 - mean) / deviation);
}
