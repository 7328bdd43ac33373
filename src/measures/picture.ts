import { type DataSet, measureImage } from '../data/dataSet.js';
import type { PicturedImage } from './measure.js';

/** An image that a measure is about, as a person sees it. */
export interface Picture {
  /** [height, width, channels] */
  readonly shape: readonly [number, number, number];
  /** Bytes, row-major; what a pattern sets beyond black or white is black or white. */
  readonly pixels: Uint8Array;
  /** The class that the image is of, and the one that an adversary wants. */
  readonly label: number;
  readonly target: number;
}

/** Undoes the normalisation of an image. */
export function developPicture(set: DataSet, image: PicturedImage): Picture {
  const { means, deviations } = set.normalisation;
  const channels = means.length;
  const pixels = Uint8ClampedArray.from(
    image.images,
    (value, k) => 255 * (value * deviations[k % channels] + means[k % channels]),
  );
  return {
    shape: measureImage(set),
    pixels: new Uint8Array(pixels),
    label: image.labels[0],
    target: image.target,
  };
}
