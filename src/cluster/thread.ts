import { isDeepStrictEqual } from 'node:util';
import { Piscina } from 'piscina';
import type { ActorWorld } from '../actors/world.js';
import { watchOwnCode } from '../catalogue/ownCode.js';
import { useModules } from '../catalogue/useModules.js';
import { InputError } from '../errors/inputError.js';
import { type BackendFacts, loadBackend } from '../models/backend.js';
import { openModel } from '../models/model.js';
import { findEntries } from '../scenario/findEntries.js';
import { settled } from './clock.js';
import { asFailure } from './runStep.js';
import { arrive, isClosed, readWakes, sleep } from './stageCounters.js';
import type { ThreadJob, ThreadJobResult, ThreadMessage, ThreadSetting } from './threadJob.js';
import { noteOwnCode } from './threadNotes.js';
import { createWalker } from './walker.js';

/** How often a thread looks again before it goes to sleep: some tens of microseconds. */
const LOOKS = 2000;

const setting = Piscina.workerData as ThreadSetting;
const loading = load(setting).then(
  (loaded) => ({ loaded, error: null }),
  (error: unknown) => ({ loaded: null, error }),
);

/** What a thread has once it has loaded everything. */
interface Loaded {
  readonly backend: BackendFacts;
  readonly world: ActorWorld;
}

async function load({ world, modules, backend: name }: ThreadSetting): Promise<Loaded> {
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

/** What runs on every thread of the pool: walks the plans of rounds until the crew is closed. */
export default async function run(job: ThreadJob): Promise<ThreadJobResult> {
  const { counters, notes, port, spins } = job;
  const { loaded, error } = await loading;
  if (loaded === null) return { failure: asFailure(error, null) };
  watchOwnCode((label) => noteOwnCode(notes, label));
  const tell = (message: ThreadMessage) => port.postMessage(message);
  const walker = createWalker(job, loaded.world, setting.faults, tell);
  arrive(counters);
  tell({ backend: loaded.backend });
  while (!isClosed(counters)) {
    const seen = readWakes(counters);
    if (walker.takeSteps()) continue;
    // What a user's own code prints goes out by the event loop.
    if (setting.modules.length > 0) await settled();
    if (!spins || !isWorthAnotherLook(job, seen)) sleep(counters, seen);
  }
  port.close();
  return { failure: null };
}

/** Looks for a moment whether something was said. */
function isWorthAnotherLook({ counters }: ThreadJob, seen: number): boolean {
  for (let look = 0; look < LOOKS; look++) if (readWakes(counters) !== seen) return true;
  return false;
}
