import type { Entry } from '../entries/entry.js';
import type { Refuse } from '../entries/parseOptions.js';
import { InvariantError } from '../errors/invariantError.js';
import { show } from '../errors/show.js';
import { fuseLayers } from './fuseLayers.js';
import { dense } from './layerEntries/dense.js';
import { flatten } from './layerEntries/flatten.js';
import type { LayerEntry, LayerPlace } from './layerEntries/layerEntry.js';
import { relu } from './layerEntries/relu.js';
import { countElements, type Layout, type TensorSpec } from './layout.js';
import type { ModelEntry } from './modelEntry.js';
import type { NamedLayer, PlacedLayer } from './placedLayer.js';

/** What a network is called, and what it is between. */
export type NetworkAbout = Pick<Layout, 'name' | 'inputShape' | 'classes'> & Pick<ModelEntry, 'summary'>;

/** A network made of a list of layers. */
export interface LayerNetwork extends ModelEntry {
  readonly layers: readonly PlacedLayer[];
}

/**
 * The network that a list of layers is, from images to a value for each class.
 * Each layer is checked against the shape that comes to it; `refuse` is told the place of one
 * that does not fit, by its number in the list, what shape came, and what is allowed.
 * A dense layer, ReLU and a dense layer are computed whole by krumble's own kernels.
 */
export function buildLayerNetwork(
  layers: readonly NamedLayer[],
  about: NetworkAbout,
  refuse: Refuse,
): LayerNetwork {
  const { placed, tensors } = placeLayers(layers, about, refuse);
  const last = placed.at(-1);
  if (last?.entry !== dense || last.shape[0] !== about.classes) {
    refuse(String(layers.length - 1), {
      found: last === undefined ? 'the images' : `${last.entry.name}, which makes ${show(last.shape)}`,
      problem: 'the last layer gives a value for each class',
      allowed: `${dense.name} with ${about.classes} units`,
    });
  }
  const essential = placed.filter(({ entry }) => entry !== flatten).map(({ entry }) => entry);
  const isPerceptron = essential.length === 3 && [dense, relu, dense].every((one, k) => one === essential[k]);
  return Object.freeze({
    kind: 'model' as const,
    ...about,
    ...(isPerceptron && { isPerceptron }),
    loadNetwork: async () => (await import('./networks/layered.js')).loadLayered(fuseLayers(placed)),
    tensors,
    layers: placed,
  });
}

/** A network that comes with krumble as a list of layers. */
export function buildListedNetwork<const Name extends string>(
  about: NetworkAbout & Omit<Entry, 'kind'> & { readonly name: Name },
  layers: readonly NamedLayer[],
): LayerNetwork & { readonly name: Name } {
  return buildLayerNetwork(layers, about, (field, { problem, found }) => {
    throw new InvariantError(`${about.name}: layer ${field}: ${problem ?? ''} ${found ?? ''}`);
  }) as LayerNetwork & { readonly name: Name };
}

function placeLayers(layers: readonly NamedLayer[], { inputShape }: NetworkAbout, refuse: Refuse) {
  const placed: PlacedLayer[] = [];
  const tensors: TensorSpec[] = [];
  const prefixes = namePrefixes(layers.map(({ entry }) => entry));
  let place: LayerPlace = { shape: inputShape, isOnData: true };
  for (const [k, { entry, options }] of layers.entries()) {
    const laid = entry.lay(options, place);
    if ('field' in laid) {
      const { field, ...mistake } = laid;
      const path = field === '' ? String(k) : `${k}.${field}`;
      return refuse(path, {
        ...mistake,
        problem: mistake.problem ?? `${entry.name} does not fit ${show(place.shape)}, which comes to it`,
      });
    }
    // A flattened image is still the data, which a dense layer lays out in a row by itself.
    if (place.isOnData && laid.tensors.length === 0) {
      place = { shape: laid.shape, isOnData: true };
      continue;
    }
    const prefix = prefixes[k];
    tensors.push(...laid.tensors.map((tensor) => ({ ...tensor, name: `${prefix}/${tensor.name}` })));
    placed.push({ entry, options, place, prefix, ...laid });
    place = { shape: laid.shape, isOnData: false };
  }
  return { placed, tensors };
}

/** The last is called logits; others by their own word, with a number where there are several of a kind. */
function namePrefixes(entries: readonly LayerEntry[]): string[] {
  const rest = entries.slice(0, -1);
  const seen = new Map<LayerEntry, number>();
  const names = rest.map((entry) => {
    const number = (seen.get(entry) ?? 0) + 1;
    seen.set(entry, number);
    const isOnly = rest.filter((other) => other === entry).length === 1;
    return isOnly ? entry.prefix : `${entry.prefix}${number}`;
  });
  return [...names, 'logits'];
}

/** How many values an image takes in the layers together, with itself. */
export function countValues({ inputShape, layers }: LayerNetwork): number {
  return layers.reduce((sum, { shape }) => sum + countElements(shape), countElements(inputShape));
}

/** Whether a network is made of a list of layers. */
export function isLayered(model: ModelEntry): model is LayerNetwork {
  return 'layers' in model;
}
