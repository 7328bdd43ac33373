import { invariant } from '../errors/invariantError.js';

/**
 * One part of a data set: inputs one behind the other, row-major, and labels. Shared memory, read only.
 * Bytes are pixels, which the set's normalisation makes values of; floats are the values themselves.
 */
export interface Examples {
  readonly images: Uint8Array | Float32Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

/** A data set in shared memory: every thread sees the same bytes, nothing is copied. */
export interface DataSet {
  readonly name: string;
  /** What one input is; absent: an image. Of other tensors nobody can see or stamp a picture. */
  readonly holds?: 'tensors';
  /** Of an image [height, width, channels], of another tensor its extents. */
  readonly imageShape: readonly number[];
  readonly classes: number;
  /** Per channel, or for all values: pixel p is used as (p / 255 - mean) / deviation; floats as they are. */
  readonly normalisation: { readonly means: readonly number[]; readonly deviations: readonly number[] };
  readonly train: Examples;
  readonly test: Examples;
  /** SHA-256 of each part as it lies in memory: images, then labels. */
  readonly hashes: { readonly train: string; readonly test: string };
}

/**
 * Height, width and channels of the images of a set.
 * What asks for them is refused with a set of other tensors, before it is loaded.
 */
export function measureImage({ imageShape }: Pick<DataSet, 'imageShape'>): [number, number, number] {
  invariant(imageShape.length === 3, `inputs of shape ${imageShape.join(' x ')} are no images`);
  const [height, width, channels] = imageShape;
  return [height, width, channels];
}

/** Values of one input of a set: the product of its extents. */
export function countValuesPerImage({ imageShape }: Pick<DataSet, 'imageShape'>): number {
  return imageShape.reduce((product, extent) => product * extent, 1);
}

/**
 * The first `train` and `test` examples of a set. These are views, nothing is copied.
 * The hashes stay those of the whole set.
 */
export function firstExamples(set: DataSet, { train, test }: { train: number; test: number }): DataSet {
  return { ...set, train: first(set, set.train, train), test: first(set, set.test, test) };
}

function first(set: DataSet, examples: Examples, count: number): Examples {
  const pixels = countValuesPerImage(set);
  return {
    images: examples.images.subarray(0, count * pixels),
    labels: examples.labels.subarray(0, count),
    count,
  };
}

/** Images `from` to `from + count` of a part. */
export interface Slice {
  readonly from: number;
  readonly count: number;
}
