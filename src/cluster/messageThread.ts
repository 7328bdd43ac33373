import { threadId, workerData } from 'node:worker_threads';
import { move, transferableSymbol, valueSymbol } from 'piscina';
import { createRoundMemory, type RoundMemory } from '../actors/roundMemory.js';
import type { ActorWorld } from '../actors/world.js';
import { type Places, viewPlaces } from '../actors/viewPlaces.js';
import { createScratch } from '../kernels/scratch.js';
import type { BackendFacts } from '../models/backend.js';
import { loadThread } from './loadThread.js';
import { countBytes, listBuffers, type MessageAnswer, type MessageTask } from './messageTask.js';
import { asFailure, runStep } from './runStep.js';
import type { ThreadSetting } from './threadJob.js';

const setting = workerData as ThreadSetting;
const loading = prepare().then(
  (prepared) => ({ prepared, error: null }),
  (error: unknown) => ({ prepared: null, error }),
);

/** What a thread keeps between two tasks: memory of its own, of which no task sees what another left. */
interface Prepared {
  readonly backend: BackendFacts;
  readonly world: ActorWorld;
  readonly memory: RoundMemory;
  readonly places: Places;
  readonly scratch: ReturnType<typeof createScratch>;
}

async function prepare(): Promise<Prepared> {
  const { backend, world } = await loadThread(setting);
  const memory = createRoundMemory(world);
  return { backend, world, memory, places: viewPlaces(world, memory), scratch: createScratch() };
}

/**
 * What runs on every thread of the pool: does one step with what came along; null: only says that it
 * is there.
 */
export default async function act(task: MessageTask | null): Promise<unknown> {
  const { prepared, error } = await loading;
  const none = { thread: threadId, startMs: 0, endMs: 0, phases: [] };
  if (prepared === null)
    return answer({ backend: null, outcome: { failure: asFailure(error, null) }, time: none, written: [] });
  const { backend, places } = prepared;
  if (task === null) return answer({ backend, outcome: { result: null }, time: none, written: [] });
  for (const [place, values] of task.read) places.get(place)!.set(values);
  const { outcome, time } = runStep({
    ...prepared,
    ...task,
    faults: setting.faults,
    thread: threadId,
    read: (stage) => task.results[stage] as never,
  });
  const written = task.writes.map((place) => [place, places.get(place)!.slice()] as const);
  return answer({ backend, outcome, time, written });
}

/** Hands its buffers over with an answer. */
function answer(value: MessageAnswer): unknown {
  if (countBytes(value.written) === 0) return value;
  return move({ [transferableSymbol]: listBuffers(value.written), [valueSymbol]: value } as never);
}
