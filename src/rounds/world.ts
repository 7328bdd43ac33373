import { createHash } from 'node:crypto';
import path from 'node:path';
import { countValues, listStateTensors, PARAMETERS, type StateTensor } from '../actors/stateTensors.js';
import { type Versions, pickVersion, type World } from '../actors/world.js';
import { type DataSet, firstExamples } from '../data/dataSet.js';
import { createPartition, drawPartitionOrder, localIndices, type Partition } from '../data/partition.js';
import { InputError } from '../errors/inputError.js';
import { invariant } from '../errors/invariantError.js';
import { readBounded } from '../files/readBounded.js';
import { initialParameters } from '../models/initialParameters.js';
import { parameterCount } from '../models/layout.js';
import { HEADER_BYTES_MAX, parametersFromSafetensors } from '../models/readSafetensors.js';
import { stream } from '../random/stream.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';
import { countDealtShares, placeShares } from '../scenario/placeShares.js';
import type { Scenario } from '../scenario/scenario.js';
import type { State } from './state.js';

/** A world before its first round, and what a manifest says of its origin. */
export interface Origin {
  readonly world: World;
  /**
   * The file of initial parameters that was read, by its name alone, with its SHA-256; null where none was.
   */
  readonly initial: { readonly file: string; readonly sha256: string } | null;
}

/**
 * Loads the data into shared memory, deals it, and sets everything that lasts
 * to what `start` says; without one, to initial parameters and zero.
 * A start of another size is an InvariantError.
 */
export function createWorld(scenario: Scenario, entries: ScenarioEntries, start: State | null): Origin {
  const set = loadSet(scenario, entries);
  const tensors = listStateTensors(scenario, entries);
  const read = start === null ? readInitialParameters(scenario, entries) : null;
  const state = Object.fromEntries(tensors.map((tensor) => [tensor.name, createVersions(tensor, start)]));
  if (start === null) {
    state[PARAMETERS][0].set(
      read?.parameters ?? initialParameters(entries.model, scenario.seed, scenario.training.initialisation),
    );
  }
  const partition = dealImages(scenario, entries, set);
  return {
    world: { scenario, entries, set, partition, tensors, state },
    initial: read && { file: read.file, sha256: read.sha256 },
  };
}

/**
 * The images that a scenario uses, of its data set.
 * Throws a DataError where that is not here or is damaged.
 */
export function loadSet({ data }: Scenario, { dataSet }: Pick<ScenarioEntries, 'dataSet'>): DataSet {
  return firstExamples(dataSet.load(), data);
}

/**
 * The parameters in the file that `training.initial` names; null where it names none.
 * Throws an InputError that names the file and what is wrong with it.
 */
export function readInitialParameters(
  { training }: Scenario,
  { model: layout }: Pick<ScenarioEntries, 'model'>,
) {
  const file = training.initial;
  if (file === null) return null;
  // A checkpoint has velocity and perhaps momenta too; none is larger than what krumble writes.
  const bytesMax = Math.min(2 ** 31 - 1, (8 + 4 * 4096) * parameterCount(layout) + HEADER_BYTES_MAX + 8);
  const bytes = readBounded(file, { bytesMax, field: 'training.initial', links: true });
  return {
    parameters: parametersFromSafetensors(bytes, layout, file),
    file: path.basename(file),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/**
 * Room for a tensor that lasts.
 * It begins as the start says; at zero where that has none of this size,
 * as before round 0, or where a branch has another number of workers.
 * Parameters and velocity must be there.
 */
function createVersions(tensor: StateTensor, start: State | null): Versions {
  const size = countValues(tensor);
  const versions: Versions = [sharedFloats(size), sharedFloats(size)];
  if (start === null) return versions;
  const given = start.tensors[tensor.name];
  const fits = given?.length === size;
  invariant(
    fits || tensor.owner !== 'shards',
    `a state of ${given?.length ?? 0} ${tensor.name}, not ${size}`,
  );
  if (fits) versions[pickVersion(start.round)].set(given);
  return versions;
}

/**
 * Who holds which images, by the scenario's partition.
 * Throws an InputError where somebody holds less than a batch.
 */
export function dealImages(
  scenario: Scenario,
  { partition: { entry, options } }: ScenarioEntries,
  set: DataSet,
): Partition {
  const { data, seed, workers } = scenario;
  const view = {
    order: drawPartitionOrder(data.train, data.order, seed),
    labels: set.train.labels,
    classes: set.classes,
    workers: countDealtShares(scenario),
    random: stream(seed, 'partition'),
  };
  const dealt = entry.assign(view, options);
  const partition = createPartition(placeShares(scenario).map((place) => dealt[place]));
  for (let worker = 0; worker < workers.count; worker++) {
    const { length } = localIndices(partition, worker);
    if (length >= workers.batch) continue;
    const problem = `the partition ${entry.name} leaves worker ${worker} ${length} images, less than a batch`;
    throw new InputError({
      field: 'workers.batch',
      found: String(workers.batch),
      problem,
      allowed: `1 to ${length}`,
    });
  }
  return partition;
}

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}
