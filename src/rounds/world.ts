import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { World } from '../actors/world.js';
import { firstExamples } from '../data/dataSet.js';
import { dealOrder } from '../data/deal.js';
import { dataSets } from '../data/sets.js';
import { InputError } from '../errors/inputError.js';
import { systemProblem } from '../errors/systemError.js';
import { initialParameters } from '../models/initialParameters.js';
import { parameterCount } from '../models/layout.js';
import { layouts } from '../models/layouts.js';
import { parametersFromSafetensors } from '../models/readSafetensors.js';
import type { Scenario } from '../scenario/scenario.js';
import { tasks } from '../scenario/tasks.js';

/** A world before round 0, and what a manifest says of its origin. */
export interface Origin {
  readonly world: World;
  /** The file of initial parameters, by its name alone, with its SHA-256; null where they come from the seed. */
  readonly initial: { readonly file: string; readonly sha256: string } | null;
}

/** Loads the data into shared memory, deals it, and sets the initial parameters; velocity starts at zero. */
export function createWorld(scenario: Scenario): Origin {
  const { model, dataSet } = tasks[scenario.task];
  const set = firstExamples(dataSets[dataSet].load(), scenario.data);
  const size = parameterCount(layouts[model]);
  const read = readInitialParameters(scenario);
  const parameters: World['parameters'] = [sharedFloats(size), sharedFloats(size)];
  parameters[0].set(read?.parameters ?? initialParameters(layouts[model], scenario.seed));
  const order = new Uint32Array(new SharedArrayBuffer(4 * scenario.data.train));
  order.set(dealOrder(scenario.data.train, scenario.data.order, scenario.seed));
  return {
    world: { scenario, set, order, parameters, velocity: [sharedFloats(size), sharedFloats(size)] },
    initial: read && { file: read.file, sha256: read.sha256 },
  };
}

/**
 * The parameters in the file that `training.initial` names; null where it names none. Throws an InputError that
 * names the file and what is wrong with it.
 */
export function readInitialParameters({ training, task }: Scenario) {
  const file = training.initial;
  if (file === null) return null;
  const layout = layouts[tasks[task].model];
  const bytes = readBounded(file, 4 * parameterCount(layout) + 2 ** 20 + 8);
  return {
    parameters: parametersFromSafetensors(bytes, layout, file),
    file: path.basename(file),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}

function readBounded(file: string, bytesMax: number): Uint8Array {
  let descriptor: number | null = null;
  try {
    descriptor = openSync(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stat = fstatSync(descriptor);
    if (!stat.isFile()) throw new Error('it is not a regular file');
    if (stat.size > bytesMax) throw new Error(`it has ${stat.size} bytes, allowed are ${bytesMax}`);
    const bytes = Buffer.alloc(stat.size);
    let length = 0;
    for (let got = -1; got !== 0 && length < bytes.length; length += got) {
      got = readSync(descriptor, bytes, length, bytes.length - length, null);
    }
    return bytes.subarray(0, length);
  } catch (cause) {
    throw new InputError({
      place: { file },
      field: 'training.initial',
      problem: systemProblem(cause),
    });
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
