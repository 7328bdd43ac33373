import { workerData } from 'node:worker_threads';
import { watchOwnCode } from '../catalogue/ownCode.js';
import { settled } from './clock.js';
import { asFailure } from './runStep.js';
import { loadThread } from './loadThread.js';
import { comeAwake, park } from './parking.js';
import { arrive, countOpen, isClosed } from './stageCounters.js';
import type { ThreadJob, ThreadJobResult, ThreadMessage, ThreadSetting } from './threadJob.js';
import { noteOwnCode } from './threadNotes.js';
import { hasOffered } from './trialBoard.js';
import { createWalker } from './walker.js';

/** How often a thread looks again before it goes to sleep: some tens of microseconds. */
const LOOKS = 200;

// As Piscina passes it on; to load all of Piscina for this would take longer than anything else here.
const setting = workerData as ThreadSetting;
const loading = loadThread(setting).then(
  (loaded) => ({ loaded, error: null }),
  (error: unknown) => ({ loaded: null, error }),
);

/** What runs on every thread of the pool: walks the plans of rounds until the crew is closed. */
export default async function run(job: ThreadJob): Promise<ThreadJobResult> {
  const { thread, counters, parking, notes, port, spins } = job;
  const { loaded, error } = await loading;
  if (loaded === null) return { failure: asFailure(error, null) };
  watchOwnCode((label) => noteOwnCode(notes, label));
  const tell = (message: ThreadMessage) => port.postMessage(message);
  const walker = createWalker(job, loaded.world, setting.faults, tell);
  comeAwake(parking);
  arrive(counters);
  tell({ backend: loaded.backend });
  while (!isClosed(counters)) {
    if (walker.takeSteps()) continue;
    // What a user's own code prints goes out by the event loop.
    if (setting.modules.length > 0) await settled();
    if (spins && isWorthAnotherLook(job)) continue;
    park(parking, thread, () => hasWork(job) || isClosed(counters));
  }
  port.close();
  return { failure: null };
}

/** Looks for a moment whether there is something to do. */
function isWorthAnotherLook(job: ThreadJob): boolean {
  for (let look = 0; look < LOOKS; look++) if (hasWork(job)) return true;
  return false;
}

function hasWork({ counters, trials }: ThreadJob): boolean {
  return countOpen(counters) > 0 || hasOffered(trials.words);
}
