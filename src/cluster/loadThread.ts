import { isDeepStrictEqual } from 'node:util';
import type { ActorWorld } from '../actors/world.js';
import { useModules } from '../catalogue/useModules.js';
import { InputError } from '../errors/inputError.js';
import { type BackendFacts, loadBackend } from '../models/backend.js';
import { openModel } from '../models/model.js';
import { findEntries } from '../scenario/findEntries.js';
import type { ThreadSetting } from './threadJob.js';

/** What a thread has once it has loaded everything. */
export interface Loaded {
  readonly backend: BackendFacts;
  readonly world: ActorWorld;
}

/**
 * On a thread: loads the backend, what a user's own modules add, and the network.
 * Throws an InputError for a module that was changed meanwhile, or a backend that cannot be had.
 */
export async function loadThread({ world, modules, backend: name }: ThreadSetting): Promise<Loaded> {
  const backend = await loadBackend(name);
  const catalogue = await useModules(modules.map(({ path }) => path));
  for (const [index, { files }] of catalogue.modules.entries()) {
    if (isDeepStrictEqual(files, modules[index].files)) continue;
    throw new InputError({
      place: { file: modules[index].path },
      problem: 'was changed while it was loaded',
    });
  }
  const entries = findEntries(catalogue, world.scenario);
  return { backend, world: { ...world, entries, model: await openModel(entries.model) } };
}
