/**
 * One part of a data set: pixels as bytes [count, height, width, channel], and labels.
 * Shared memory, read only.
 */
export interface Examples {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly count: number;
}

/** A data set in shared memory: every thread sees the same bytes, nothing is copied. */
export interface DataSet {
  readonly name: string;
  /** [height, width, channels] */
  readonly imageShape: readonly [number, number, number];
  readonly classes: number;
  /** Per channel: pixel p is used as (p / 255 - mean) / deviation. */
  readonly normalisation: { readonly means: readonly number[]; readonly deviations: readonly number[] };
  readonly train: Examples;
  readonly test: Examples;
  /** SHA-256 of each part as it lies in memory: images, then labels. */
  readonly hashes: { readonly train: string; readonly test: string };
}

/** Values of one image of a set: height x width x channels. */
export function countValuesPerImage({ imageShape: [height, width, channels] }: DataSet): number {
  return height * width * channels;
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
