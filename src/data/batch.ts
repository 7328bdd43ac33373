import { type Augmentation, PADDING } from './augmentation.js';
import { type DataSet, type Examples, pixelsOf } from './dataSet.js';

/**
 * The normalised images at `indices` and their labels: pixel p of channel c becomes (p / 255 - mean_c) / deviation_c.
 * Writes [indices.length x height x width x channel] float64 into `images` and returns it with as many int32 labels.
 * Rounded to float32, the background of all images would be off by the same amount, and attacked training follow it.
 * With an augmentation each image is cropped out of itself with a black border, and perhaps flipped.
 */
export function gatherBatch(
  set: DataSet,
  examples: Examples,
  indices: ArrayLike<number>,
  images: Float64Array = new Float64Array(indices.length * pixelsOf(set)),
  augmentation: Augmentation | null = null,
): { images: Float64Array; labels: Int32Array } {
  const pixels = pixelsOf(set);
  const channels = set.imageShape[2];
  const tables = set.normalisation.means.map((mean, channel) =>
    pixelTable(mean, set.normalisation.deviations[channel]),
  );
  const labels = new Int32Array(indices.length);
  for (let b = 0; b < indices.length; b++) labels[b] = examples.labels[indices[b]];
  if (augmentation !== null) {
    gatherCropped(set, examples, indices, tables, images, augmentation);
    return { images, labels };
  }
  for (let b = 0; b < indices.length; b++) {
    const from = indices[b] * pixels;
    const to = b * pixels;
    for (let channel = 0; channel < channels; channel++) {
      const table = tables[channel];
      for (let p = channel; p < pixels; p += channels) images[to + p] = table[examples.images[from + p]];
    }
  }
  return { images, labels };
}

/** As the loop above, each image cut and turned on the way. */
function gatherCropped(
  set: DataSet,
  examples: Examples,
  indices: ArrayLike<number>,
  tables: readonly Float64Array[],
  images: Float64Array,
  { dy, dx, flipped }: Augmentation,
): void {
  const [height, width, channels] = set.imageShape;
  const pixels = pixelsOf(set);
  for (let b = 0; b < indices.length; b++) {
    for (let y = 0; y < height; y++) {
      const row = y + dy[b] - PADDING;
      for (let x = 0; x < width; x++) {
        const column = (flipped[b] ? width - 1 - x : x) + dx[b] - PADDING;
        const isInside = row >= 0 && row < height && column >= 0 && column < width;
        const from = indices[b] * pixels + (row * width + column) * channels;
        const to = b * pixels + (y * width + x) * channels;
        for (let channel = 0; channel < channels; channel++) {
          images[to + channel] = tables[channel][isInside ? examples.images[from + channel] : 0];
        }
      }
    }
  }
}

function pixelTable(mean: number, deviation: number): Float64Array {
  return Float64Array.from({ length: 256 }, (_, pixel) => (pixel / 255 - mean) / deviation);
}
