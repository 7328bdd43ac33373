import { createHash } from 'node:crypto';
import path from 'node:path';
import { versionOf, type World } from '../actors/world.js';
import { type DataSet, firstExamples } from '../data/dataSet.js';
import { dealOrder } from '../data/deal.js';
import { dataSets } from '../data/sets.js';
import { invariant } from '../errors/invariantError.js';
import { readBounded } from '../files/readBounded.js';
import { initialParameters } from '../models/initialParameters.js';
import { parameterCount } from '../models/layout.js';
import { layouts } from '../models/layouts.js';
import { HEADER_BYTES_MAX, parametersFromSafetensors } from '../models/readSafetensors.js';
import type { Scenario } from '../scenario/scenario.js';
import { tasks } from '../scenario/tasks.js';
import type { State } from './state.js';

/** A world before its first round, and what a manifest says of its origin. */
export interface Origin {
  readonly world: World;
  /** The file of initial parameters that was read, by its name alone, with its SHA-256; null where none was. */
  readonly initial: { readonly file: string; readonly sha256: string } | null;
}

/**
 * Loads the data into shared memory, deals it, and sets parameters and velocity to those of `start`; without one, to
 * initial parameters and zero. A start of another size is an InvariantError.
 */
export function createWorld(scenario: Scenario, start: State | null): Origin {
  const { model } = tasks[scenario.task];
  const set = loadSet(scenario);
  const size = parameterCount(layouts[model]);
  const read = start === null ? readInitialParameters(scenario) : null;
  const parameters: World['parameters'] = [sharedFloats(size), sharedFloats(size)];
  const velocity: World['velocity'] = [sharedFloats(size), sharedFloats(size)];
  const momenta = momentaOf(scenario, size, start);
  if (start === null) {
    parameters[0].set(read?.parameters ?? initialParameters(layouts[model], scenario.seed));
  } else {
    invariant(
      start.parameters.length === size,
      `a state of ${start.parameters.length} parameters, not ${size}`,
    );
    parameters[versionOf(start.round)].set(start.parameters);
    velocity[versionOf(start.round)].set(start.velocity);
  }
  const order = new Uint32Array(new SharedArrayBuffer(4 * scenario.data.train));
  order.set(dealOrder(scenario.data.train, scenario.data.order, scenario.seed));
  return {
    world: { scenario, set, order, parameters, velocity, momenta },
    initial: read && { file: read.file, sha256: read.sha256 },
  };
}

/** The images that a scenario uses, of its data set. Throws a DataError where that is not here or is damaged. */
export function loadSet({ task, data }: Scenario): DataSet {
  return firstExamples(dataSets[tasks[task].dataSet].load(), data);
}

/**
 * The parameters in the file that `training.initial` names; null where it names none. Throws an InputError that
 * names the file and what is wrong with it.
 */
export function readInitialParameters({ training, task }: Scenario) {
  const file = training.initial;
  if (file === null) return null;
  const layout = layouts[tasks[task].model];
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
 * Room for the workers' momenta, where they have one. It begins as the start says; zero before round 0 and where a
 * branch has another number of workers, or workers that had no momentum before.
 */
function momentaOf(
  { workers, training }: Scenario,
  parameters: number,
  start: State | null,
): World['momenta'] {
  if (training.workerMomentum === 0) return null;
  const size = workers.count * parameters;
  const momenta: World['momenta'] = [sharedFloats(size), sharedFloats(size)];
  if (start?.momenta?.length === size) momenta[versionOf(start.round)].set(start.momenta);
  return momenta;
}

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}
