import type { Entry } from '../entries/entry.js';
import type { OptionShape, OptionValues } from '../entries/option.js';
import type { Scratch } from '../kernels/scratch.js';
import type { Batch } from '../models/batch.js';

/** What a worker can do with its data in a round. */
export interface LocalUpdateView {
  /** w: the parameters that the round begins with, or where Nesterov's momentum looks; not to be changed. */
  readonly parameters: Float32Array;
  /** The round's learning rate. */
  readonly rate: number;
  /** How many images the worker holds. */
  readonly images: number;
  /** The worker's next batch; as often in a round as `batchesPerRound` says. */
  nextBatch(): Batch;
  /**
   * All images that the worker holds, in batches,
   * the last perhaps smaller: as dealt, or shuffled for this round.
   */
  batches(order: 'as dealt' | 'shuffled'): Iterable<Batch>;
  /**
   * The mean cross-entropy of a batch; its gradient by the parameters is written to `gradient`,
   * plus the scenario's L2 times each parameter where `l2` says so.
   * The loss is without L2.
   */
  lossAndGradient(parameters: Float32Array, batch: Batch, gradient: Float32Array, l2: boolean): number;
  /** values += L2 parameters, in place. */
  addL2(values: Float32Array, parameters: Float32Array): void;
  /** Memory to work in. */
  readonly scratch: Scratch;
}

/** What a worker made of its data: its mean training loss on the images it used, and the vector to report. */
export interface LocalResult {
  readonly loss: number;
  /** d values; may lie in scratch memory. */
  readonly gradient: Float32Array;
}

/** What a worker makes of its data in a round. */
export interface LocalUpdate<
  Name extends string = string,
  Shape extends OptionShape = OptionShape,
> extends Entry {
  readonly kind: 'localUpdate';
  readonly name: Name;
  readonly options?: Shape;
  /** How often it asks for the next batch in a round. Default: once. */
  batchesPerRound?(options: OptionValues<Shape>): number;
  compute(view: LocalUpdateView, options: OptionValues<Shape>): LocalResult;
}

/** Makes a local update of its parts, with the types of its options. */
export function defineLocalUpdate<
  const Name extends string,
  const Shape extends OptionShape = Record<never, never>,
>(update: Omit<LocalUpdate<Name, Shape>, 'kind'>): LocalUpdate<Name, Shape> {
  return Object.freeze({ kind: 'localUpdate', ...update });
}
