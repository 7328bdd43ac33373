import type * as tf from '@tensorflow/tfjs-core';
import type { Entry } from '../../entries/entry.js';
import type { OptionShape, OptionValues } from '../../entries/option.js';
import type { ErrorDetails } from '../../errors/errorDetails.js';
import type { TensorSpec } from '../layout.js';
import type { Pass } from '../networks/network.js';

/** What a layer computes from: [height, width, channels], or [features]. Without the batch. */
export type ValueShape = readonly number[];

/** What a layer makes of the shape that comes in. */
export interface Laid {
  readonly shape: ValueShape;
  /** Its parameters, in order; their names are the layer's own: `kernel`, `bias`. */
  readonly tensors: readonly TensorSpec[];
}

/** Where a layer stands. */
export interface LayerPlace {
  /** What comes in. */
  readonly shape: ValueShape;
  /** Whether that are the images themselves, by which nothing is differentiated. */
  readonly isOnData: boolean;
  /** Of a layer that holds layers: what those make of what comes in. */
  readonly inner?: ValueShape;
}

/** What a layer computes with. */
export interface LayerPass {
  /** [batch, ...shape]; of a layer on data null. */
  readonly input: tf.Tensor | null;
  readonly place: LayerPlace;
  readonly options: Readonly<Record<string, unknown>>;
  readonly images: Pass['images'];
  /** Its parameters by their own names, and whether its values are normalised. */
  readonly parameter: Pass['parameter'];
  readonly onData: Pass['onData'];
  readonly normalise: (input: tf.Tensor4D) => tf.Tensor4D;
  /** What the layers that it holds make of values. */
  readonly inner: (input: tf.Tensor) => tf.Tensor;
}

export type ApplyLayer = (pass: LayerPass) => tf.Tensor;

/**
 * A layer of a network that a scenario lists: the shape that it makes and its
 * parameters, which are known without TensorFlow.js, and how it computes.
 */
export interface LayerEntry<
  Name extends string = string,
  Shape extends OptionShape = OptionShape,
> extends Entry {
  readonly kind: 'layer';
  readonly name: Name;
  readonly options?: Shape;
  /** What its parameters are called in the network's layout, with a number where there are several. */
  readonly prefix: string;
  /** Whether it is a block of layers of its own, which stand in its option `layers`. */
  readonly holdsLayers?: boolean;
  /** Why it cannot stand there is a problem with `problem`, `found` or `allowed`; else what it makes. */
  lay(options: OptionValues<Shape>, place: LayerPlace): Laid | (ErrorDetails & { readonly field: string });
  /** Loads what computes it, once a thread. */
  readonly loadApply: () => Promise<ApplyLayer>;
}

/** Makes a layer of its parts. */
export function defineLayer<
  const Name extends string,
  const Shape extends OptionShape = Record<never, never>,
>(layer: Omit<LayerEntry<Name, Shape>, 'kind'>): LayerEntry<Name, Shape> {
  return Object.freeze({ kind: 'layer', ...layer });
}
