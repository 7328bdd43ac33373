import type { Entry } from '../entries/entry.js';
import type { OptionShape, OptionValues } from '../entries/option.js';
import type { RandomStream } from '../random/stream.js';

/** What a partition is made of. */
export interface PartitionView {
  /**
   * The training images in the order in which they are dealt:
   * shuffled by the seed, or as the data set has them.
   */
  readonly order: Uint32Array;
  /** The class of each training image, by the image's index in the data set. */
  readonly labels: Uint8Array;
  readonly classes: number;
  readonly workers: number;
  /** A stream of the seed for this alone. */
  readonly random: RandomStream;
}

/** How training images are dealt to workers. */
export interface PartitionEntry<
  Name extends string = string,
  Shape extends OptionShape = OptionShape,
> extends Entry {
  readonly kind: 'partition';
  readonly name: Name;
  readonly options?: Shape;
  /** Whether workers may hold the same image, or nobody some of them. Default: every image is dealt once. */
  readonly overlaps?: boolean;
  /** How many images each worker gets, where that depends neither on labels nor on chance. */
  sizes?(images: number, workers: number): number[];
  /** For each worker the indices of its images, in the order in which it has them. */
  assign(view: PartitionView, options: OptionValues<Shape>): readonly ArrayLike<number>[];
}

/** Makes a partition of its parts, with the types of its options. */
export function definePartition<
  const Name extends string,
  const Shape extends OptionShape = Record<never, never>,
>(partition: Omit<PartitionEntry<Name, Shape>, 'kind'>): PartitionEntry<Name, Shape> {
  return Object.freeze({ kind: 'partition', ...partition });
}
