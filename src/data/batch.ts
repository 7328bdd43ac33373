import { countImageValues, type Images, writeImageValues } from '../kernels/images.js';
import type { Scratch } from '../kernels/scratch.js';
import { type Crops, PADDING } from './augmentation.js';
import { countValuesPerImage, type DataSet, type Examples, measureImage } from './dataSet.js';

/**
 * The inputs at `indices` and their labels. Of bytes, as pixels:
 * byte p of channel c stands for (p / 255 - mean_c) / deviation_c.
 * Floats are widened to float64, which is exact.
 * Writes [indices.length x values of an input] into memory of `scratch` where that is given.
 * With crops each image is cropped out of itself with a black border, and perhaps flipped.
 */
export function gatherExamples(
  set: DataSet,
  examples: Examples,
  indices: ArrayLike<number>,
  { scratch, crops = null }: { readonly scratch?: Scratch; readonly crops?: Crops | null } = {},
): { images: Images; labels: Int32Array } {
  const labels = new Int32Array(indices.length);
  for (let b = 0; b < indices.length; b++) labels[b] = examples.labels[indices[b]];
  const count = indices.length * countValuesPerImage(set);
  if (examples.images instanceof Float32Array) {
    const values = scratch?.float64('inputs', count) ?? new Float64Array(count);
    gatherRows(examples.images, indices, values);
    return { images: values, labels };
  }
  const bytes = scratch?.bytes('images', count) ?? new Uint8Array(count);
  if (crops !== null) gatherCropped(set, examples.images, indices, bytes, crops);
  else gatherRows(examples.images, indices, bytes);
  const { means, deviations } = set.normalisation;
  const tables = means.map((mean, channel) => pixelTable(mean, deviations[channel]));
  return { images: { bytes, tables }, labels };
}

/**
 * The same inputs as float64 values. Rounding to float32 would shift the background of all images by the same
 * amount, and attacked training would follow that shift.
 */
export function gatherBatch(
  set: DataSet,
  examples: Examples,
  indices: ArrayLike<number>,
): { images: Float64Array; labels: Int32Array } {
  const { images, labels } = gatherExamples(set, examples, indices);
  return { images: writeImageValues(images, new Float64Array(countImageValues(images))), labels };
}

function gatherRows<A extends Uint8Array | Float32Array>(
  inputs: A,
  indices: ArrayLike<number>,
  to: Uint8Array | Float64Array,
): void {
  const values = to.length / indices.length;
  for (let b = 0; b < indices.length; b++) {
    const from = indices[b] * values;
    to.set(inputs.subarray(from, from + values), b * values);
  }
}

/** The same, each image cut and turned on the way. */
function gatherCropped(
  set: DataSet,
  images: Uint8Array,
  indices: ArrayLike<number>,
  bytes: Uint8Array,
  { dy, dx, flipped }: Crops,
): void {
  const [height, width, channels] = measureImage(set);
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
          bytes[to + channel] = isInside ? images[from + channel] : 0;
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
