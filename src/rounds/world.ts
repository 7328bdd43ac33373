import { createHash } from 'node:crypto';
import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import type { World } from '../actors/world.js';
import { firstExamples } from '../data/dataSet.js';
import { dealOrder } from '../data/deal.js';
import { dataSets } from '../data/sets.js';
import { InputError } from '../errors/inputError.js';
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
  const layout = layouts[model];
  const set = firstExamples(dataSets[dataSet].load(), scenario.data);
  const size = parameterCount(layout);
  const file = scenario.training.initial;
  const bytes = file === null ? null : readInitial(file, 4 * size + 2 ** 20 + 8);
  const parameters: World['parameters'] = [sharedFloats(size), sharedFloats(size)];
  parameters[0].set(
    bytes === null
      ? initialParameters(layout, scenario.seed)
      : parametersFromSafetensors(bytes, layout, file as string),
  );
  const order = new Uint32Array(new SharedArrayBuffer(4 * scenario.data.train));
  order.set(dealOrder(scenario.data.train, scenario.data.order, scenario.seed));
  return {
    world: { scenario, set, order, parameters, velocity: [sharedFloats(size), sharedFloats(size)] },
    initial: bytes && {
      file: path.basename(file as string),
      sha256: createHash('sha256').update(bytes).digest('hex'),
    },
  };
}

function sharedFloats(length: number): Float32Array {
  return new Float32Array(new SharedArrayBuffer(4 * length));
}

function readInitial(file: string, bytesMax: number): Uint8Array {
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
      problem: `cannot be read: ${(cause as Error).message}`,
    });
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}
