import { type Catalogue, entryNamed, findEntry, unknownEntry } from '../catalogue/catalogue.js';
import { parseOptions, type Refuse } from '../entries/parseOptions.js';
import { InputError } from '../errors/inputError.js';
import { show } from '../errors/show.js';
import { buildLayerNetwork, countValues, type LayerNetwork } from '../models/layerNetwork.js';
import type { NamedLayer } from '../models/placedLayer.js';
import type { ModelEntry } from '../models/modelEntry.js';
import type { DataSetEntry } from '../data/dataSetEntry.js';
import type { Task } from '../tasks/task.js';
import { type ChosenDataSet, findDataSet } from './findDataSet.js';
import type { LayerSetting, Scenario } from './scenario.js';
import type { FormedScenario } from './schema.js';

/** Of what backends have a thread, what values of layers and their slopes may take. */
const VALUES_BYTES_MAX = 1.5e9;
const BYTES_PER_VALUE = 3 * 4;

/** A scenario's network, and the task as it is with that: of large layers fewer images are taken at once. */
export interface ExpandedModel {
  readonly model: ModelEntry;
  readonly task: Task;
  /** What the scenario says of it; absent: it is the task's own. */
  readonly setting?: NonNullable<Scenario['model']>;
}

/**
 * The network of a scenario: its task's, another one by its name, or one that it lists the layers of.
 * `refuse` is told of names that there are not, and of layers that do not fit, by the place in the list.
 */
export function expandModel(
  catalogue: Catalogue,
  given: FormedScenario['model'],
  { task, dataSet }: { readonly task: Task; readonly dataSet: ChosenDataSet },
  refuse: Refuse,
): ExpandedModel {
  const own = entryNamed(catalogue, 'models', task.model);
  const ends = findEnds(own, task, dataSet);
  if (given === undefined) {
    if (dataSet.isNamed) checkSet(own, ends, task, refuse);
    return { model: own, task };
  }
  if (typeof given === 'string') {
    const model = findEntry(catalogue, 'models', given);
    if (model === undefined) return refuse('model', unknownEntry(catalogue, 'models', given));
    checkEnds(model, ends, refuse);
    return { model, task, setting: model.name };
  }
  const named = given.layers.map((layer, k) => expandLayer(catalogue, layer, `model.layers.${k}`, refuse));
  const { inputShape, classes } = ends;
  const summary = named.map(({ setting }) => summarizeLayer(setting)).join(', ');
  const about = { name: 'layers', summary, inputShape, classes };
  const inside: Refuse = (field, mistake) => refuse(`model.layers.${field}`, mistake);
  const model = buildLayerNetwork(named, about, inside);
  const setting = { layers: named.map((one) => one.setting) };
  return { model, task: limitImages(task, model), setting };
}

function summarizeLayer({ layers, ...told }: LayerSetting): string {
  const inner = layers === undefined ? '' : ` (${(layers as LayerSetting[]).map(summarizeLayer).join(', ')})`;
  return `${Object.values(told).join(' ')}${inner}`;
}

/** The same of an expanded scenario. Throws an InputError for what the catalogue does not have. */
export function findModel(
  catalogue: Catalogue,
  { task: name, model, data }: Scenario,
): ExpandedModel & { readonly dataSet: DataSetEntry } {
  const refuse: Refuse = (field, mistake) => {
    throw new InputError({ ...mistake, field });
  };
  const task = entryNamed(catalogue, 'tasks', name);
  const dataSet = findDataSet(catalogue, { task, data }, refuse);
  const given = model as FormedScenario['model'];
  return { ...expandModel(catalogue, given, { task, dataSet }, refuse), dataSet: dataSet.entry };
}

type GivenLayer = string | { readonly kind: string; readonly [option: string]: unknown };
type ExpandedLayer = NamedLayer & { readonly setting: LayerSetting };

function expandLayer(catalogue: Catalogue, given: GivenLayer, field: string, refuse: Refuse): ExpandedLayer {
  const { kind, layers, ...told } =
    typeof given === 'string' ? { kind: given, layers: undefined } : { layers: undefined, ...given };
  const entry = findEntry(catalogue, 'layers', kind);
  const place = typeof given === 'string' ? field : `${field}.kind`;
  if (entry === undefined) return refuse(place, unknownEntry(catalogue, 'layers', kind));
  const inside: Refuse = (name, mistake) => refuse(name === '' ? field : `${field}.${name}`, mistake);
  if (!entry.holdsLayers) {
    const all = layers === undefined ? told : { ...told, layers };
    const { options } = parseOptions(entry, all, inside, ['kind']);
    return { entry, options, setting: { kind: entry.name, ...options } };
  }
  if (layers === undefined) {
    const allowed = 'a list of layers, as in [{ kind: convolution, filters: 16, size: 3, pad: 1 }, relu]';
    return refuse(`${field}.layers`, { found: 'nothing', allowed });
  }
  const { options } = parseOptions(entry, told, inside, ['kind', 'layers']);
  const held = (layers as readonly GivenLayer[]).map((layer, k) => {
    const one = expandLayer(catalogue, layer, `${field}.layers.${k}`, refuse);
    const problem = `${entry.name} holds layers that are no blocks`;
    if (one.entry.holdsLayers) refuse(`${field}.layers.${k}`, { found: one.entry.name, problem });
    return one;
  });
  const setting = { kind: entry.name, ...options, layers: held.map((one) => one.setting) };
  return { entry, options, inner: held, setting };
}

/** What a network is to be between: the inputs and classes of a set. */
interface Ends {
  readonly inputShape: readonly number[];
  readonly classes: number;
  /** Whose they are. */
  readonly owner: string;
}

function findEnds(own: ModelEntry, task: Task, { entry, isNamed }: ChosenDataSet): Ends {
  if (!isNamed) return { inputShape: own.inputShape, classes: own.classes, owner: task.name };
  return { inputShape: entry.imageShape, classes: entry.classes, owner: entry.name };
}

function checkEnds(model: ModelEntry, ends: Ends, refuse: Refuse): void {
  for (const [name, wanted, found] of [
    ['images', ends.inputShape, model.inputShape],
    ['classes', ends.classes, model.classes],
  ] as const) {
    if (show(wanted) === show(found)) continue;
    refuse('model', {
      found: `${model.name}, of ${name} ${show(found)}`,
      allowed: `a model of ${name} ${show(wanted)}, as ${ends.owner} has them`,
    });
  }
}

/** Checks that the network of a task fits the set that stands in the place of the task's. */
function checkSet(model: ModelEntry, ends: Ends, task: Task, refuse: Refuse): void {
  const [wanted, found] = [model, ends].map(
    ({ inputShape, classes }) => `${show(inputShape)} and ${classes} classes`,
  );
  if (wanted === found) return;
  refuse('data.set', {
    found: `${ends.owner}, of inputs ${found}`,
    allowed: `a set of inputs ${wanted}, which ${task.name} takes, or model: { layers: [...] } beside it`,
  });
}

function limitImages(task: Task, model: LayerNetwork): Task {
  const imagesMax = Math.max(1, Math.floor(VALUES_BYTES_MAX / (BYTES_PER_VALUE * countValues(model))));
  return {
    ...task,
    model: model.name,
    batchMax: Math.min(task.batchMax, imagesMax),
    slice: Math.min(task.slice, imagesMax),
  };
}
