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

/** What the parameters of the last layer are called. */
const LAST = 'logits';

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
  const prefixes = [...namePrefixes(layers.slice(0, -1).map(({ entry }) => entry)), LAST];
  const first = { shape: about.inputShape, isOnData: true };
  const { placed, tensors } = placeLayers({ layers, prefixes, first }, refuse);
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

/** Layers that stand one behind the other, what their parameters are called, and what comes in first. */
interface Placing {
  readonly layers: readonly NamedLayer[];
  readonly prefixes: readonly string[];
  readonly first: LayerPlace;
}

function placeLayers({ layers, prefixes, first }: Placing, refuse: Refuse) {
  const placed: PlacedLayer[] = [];
  const tensors: TensorSpec[] = [];
  let place = first;
  for (const [k, { entry, options, inner }] of layers.entries()) {
    const prefix = prefixes[k];
    const block =
      inner === undefined
        ? null
        : placeBlock(inner, prefix, place, (field, mistake) => refuse(`${k}.layers.${field}`, mistake));
    const at = block === null ? place : { ...place, inner: block.shape };
    const laid = entry.lay(options, at);
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
    tensors.push(...(block?.tensors ?? []));
    tensors.push(...laid.tensors.map((tensor) => ({ ...tensor, name: `${prefix}/${tensor.name}` })));
    placed.push({ entry, options, place, prefix, ...laid, ...(block && { inner: block.placed }) });
    place = { shape: laid.shape, isOnData: false };
  }
  return { placed, tensors, shape: place.shape };
}

/** The layers of a block; on the images themselves there can be none, which the block says by itself. */
function placeBlock(layers: readonly NamedLayer[], prefix: string, place: LayerPlace, refuse: Refuse) {
  if (place.isOnData) return { placed: [], tensors: [], shape: place.shape };
  const prefixes = namePrefixes(layers.map(({ entry }) => entry)).map((name) => `${prefix}/${name}`);
  return placeLayers({ layers, prefixes, first: place }, refuse);
}

/** Each by the word of its kind, with a number where there are several of it. */
function namePrefixes(entries: readonly LayerEntry[]): string[] {
  const seen = new Map<LayerEntry, number>();
  return entries.map((entry) => {
    const number = (seen.get(entry) ?? 0) + 1;
    seen.set(entry, number);
    const isOnly = entries.filter((other) => other === entry).length === 1;
    return isOnly ? entry.prefix : `${entry.prefix}${number}`;
  });
}

/** How many values an image takes in the layers together, with itself. */
export function countValues({ inputShape, layers }: LayerNetwork): number {
  const count = (some: readonly PlacedLayer[]): number =>
    some.reduce((sum, { shape, inner = [] }) => sum + countElements(shape) + count(inner), 0);
  return countElements(inputShape) + count(layers);
}

/** Whether a network is made of a list of layers. */
export function isLayered(model: ModelEntry): model is LayerNetwork {
  return 'layers' in model;
}
