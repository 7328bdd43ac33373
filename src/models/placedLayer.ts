import type { LayerEntry, LayerPlace, ValueShape } from './layerEntries/layerEntry.js';
import type { TensorSpec } from './layout.js';

/** A layer and what it is told. */
export interface NamedLayer {
  readonly entry: LayerEntry;
  readonly options: Readonly<Record<string, unknown>>;
  /** Of a layer that holds layers: these. */
  readonly inner?: readonly NamedLayer[];
}

/** A layer in a network. */
export interface PlacedLayer extends Omit<NamedLayer, 'inner'> {
  readonly place: LayerPlace;
  /** What its parameters are called. */
  readonly prefix: string;
  /** What it makes of an image, and its parameters as it calls them. */
  readonly shape: ValueShape;
  readonly tensors: readonly TensorSpec[];
  readonly inner?: readonly PlacedLayer[];
}
