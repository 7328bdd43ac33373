import { type Pixels, writeImageValues } from '../kernels/images.js';
import { type Crops, PADDING } from './augmentation.js';
import { countValuesPerImage, type DataSet, type Examples } from './dataSet.js';

/**
 * The images at `indices` and their labels, as pixels:
 * byte p of channel c stands for (p / 255 - mean_c) / deviation_c.
 * Writes [indices.length x height x width x channel] bytes
 * into `bytes` and returns it with as many int32 labels.
 * With crops each image is cropped out of itself with a black border, and perhaps flipped.
 */
export function gatherPixels(
  set: DataSet,
  examples: Examples,
  indices: ArrayLike<number>,
  bytes: Uint8Array = new Uint8Array(indices.length * countValuesPerImage(set)),
  crops: Crops | null = null,
): { images: Pixels; labels: Int32Array } {
  const pixels = countValuesPerImage(set);
  const labels = new Int32Array(indices.length);
  for (let b = 0; b < indices.length; b++) labels[b] = examples.labels[indices[b]];
  if (crops !== null) {
    gatherCropped(set, examples, indices, bytes, crops);
  } else {
    for (let b = 0; b < indices.length; b++) {
      const from = indices[b] * pixels;
      bytes.set(examples.images.subarray(from, from + pixels), b * pixels);
    }
  }
  const { means, deviations } = set.normalisation;
  const tables = means.map((mean, channel) => pixelTable(mean, deviations[channel]));
  return { images: { bytes, tables }, labels };
}

/**
 * The same images as float64 values. Rounding to float32 would shift the background of all images by the same
 * amount, and attacked training would follow that shift.
 */
export function gatherBatch(
  set: DataSet,
  examples: Examples,
  indices: ArrayLike<number>,
): { images: Float64Array; labels: Int32Array } {
  const { images, labels } = gatherPixels(set, examples, indices);
  return { images: writeImageValues(images, new Float64Array(images.bytes.length)), labels };
}

/** As the loop above, each image cut and turned on the way. */
function gatherCropped(
  set: DataSet,
  examples: Examples,
  indices: ArrayLike<number>,
  bytes: Uint8Array,
  { dy, dx, flipped }: Crops,
): void {
  const [height, width, channels] = set.imageShape;
  const pixels = countValuesPerImage(set);
  for (let b = 0; b < indices.length; b++) {
    for (let y = 0; y < height; y++) {
      const row = y + dy[b] - PADDING;
      for (let x = 0; x < width; x++) {
        const column = (flipped[b] ? width - 1 - x : x) + dx[b] - PADDING;
        const isInside = row >= 0 && row < height && column >= 0 && column < width;
        const from = indices[b] * pixels + (row * width + column) * channels;
        const to = b * pixels + (y * width + x) * channels;
        for (let channel = 0; channel < channels; channel++) {
          bytes[to + channel] = isInside ? examples.images[from + channel] : 0;
        }
      }
    }
  }
}

function pixelTable(mean: number, deviation: number): Float64Array {
  const table = new Float64Array(256);
  for (let pixel = 0; pixel < 256; pixel++) table[pixel] = (pixel / 255 - mean) / deviation;
  return table;
}
