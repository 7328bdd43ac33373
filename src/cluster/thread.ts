import { isDeepStrictEqual } from 'node:util';
import { threadId } from 'node:worker_threads';
import { move, Piscina } from 'piscina';
import type { Phase } from '../actors/behaviour.js';
import { behaviours } from '../actors/behaviours.js';
import type { ActorKind, Address } from '../actors/messages.js';
import type { ActorWorld } from '../actors/world.js';
import { watchOwnCode } from '../catalogue/ownCode.js';
import { useModules } from '../catalogue/useModules.js';
import { InputError } from '../errors/inputError.js';
import { createScratch } from '../kernels/scratch.js';
import { type BackendFacts, loadBackend } from '../models/backend.js';
import { openModel } from '../models/model.js';
import { findEntries } from '../scenario/findEntries.js';
import { nowMs } from './clock.js';
import { flipBit, inflict } from './faults.js';
import { claim, noteOwnCode } from './offer.js';
import type {
  Delivery,
  Failure,
  Outcome,
  Span,
  ThreadJob,
  ThreadJobResult,
  ThreadSetting,
} from './threadJob.js';
import { listBuffers, bytesIn } from './transfer.js';

const scratch = createScratch();
const setting = Piscina.workerData as ThreadSetting;
const { faults } = setting;
const loading = load(setting).then(
  (loaded) => ({ loaded, error: null }),
  (error: unknown) => ({ loaded: null, error }),
);

/** What a thread has once it has loaded everything. */
interface Loaded {
  readonly facts: BackendFacts;
  readonly world: ActorWorld;
}

async function load({ world, modules, backend }: ThreadSetting): Promise<Loaded> {
  const facts = await loadBackend(backend);
  const catalogue = await useModules(modules.map(({ path }) => path));
  for (const [index, { files }] of catalogue.modules.entries()) {
    if (isDeepStrictEqual(files, modules[index].files)) continue;
    throw new InputError({
      place: { file: modules[index].path },
      problem: 'was changed while it was loaded',
    });
  }
  const entries = findEntries(catalogue, world.scenario);
  return { facts, world: { ...world, entries, model: await openModel(entries.model) } };
}

/** What runs on every thread of the pool: the deliveries of a task that it claims, one after the other. */
export default async function run(job: ThreadJob): Promise<ThreadJobResult> {
  let actor: Address | null = null;
  try {
    const { loaded, error } = await loading;
    if (loaded === null) throw error;
    const { facts, world } = loaded;
    watchOwnCode((label) => noteOwnCode(job.current, label));
    if (job.rendezvous) meet(job.rendezvous);
    const outcomes: Outcome[] = [];
    const spans: Span[] = [];
    for (const delivery of claim(job, job.current)) {
      actor = delivery.to;
      outcomes.push(step(delivery, job, { world, spans }));
    }
    return transferred(facts, outcomes, spans);
  } catch (error) {
    return { failure: asFailure(error, actor) };
  }
}

/** Blocks this thread until all have arrived, so that each takes part once. */
function meet({ arrived, of }: NonNullable<ThreadJob['rendezvous']>): void {
  let present = Atomics.add(arrived, 0, 1) + 1;
  Atomics.notify(arrived, 0);
  while (present < of) {
    Atomics.wait(arrived, 0, present);
    present = Atomics.load(arrived, 0);
  }
}

function step(
  { to, state, inbox }: Delivery,
  { round, attempt, memory }: ThreadJob,
  { world, spans }: { world: ActorWorld; spans: Span[] },
): Outcome {
  const begunMs = nowMs();
  const due = faults.filter((one) => one.actor === to && one.round === round && one.attempt === attempt);
  for (const fault of due) inflict(fault);
  const [kind, number] = to.split('/');
  let phase: Phase | null = null;
  let startMs = 0;
  const enter = (next: Phase | null) => {
    const now = nowMs();
    if (phase !== null) spans.push({ actor: to, phase, thread: threadId, startMs, endMs: now });
    phase = next;
    startMs = now;
  };
  const result = behaviours[kind as ActorKind](state, inbox, {
    world,
    round,
    index: Number(number),
    memory,
    scratch,
    enter,
    spoil: due.some((fault) => fault.kind === 'flip') ? flipBit : null,
  });
  enter(null);
  return { to, state: result.state, messages: result.messages, durationMs: nowMs() - begunMs };
}

function transferred(backend: BackendFacts, outcomes: Outcome[], spans: Span[]): ThreadJobResult {
  const buffers = listBuffers(outcomes);
  const result = { failure: null, backend, outcomes, spans, transferredBytes: bytesIn(buffers) };
  return move({
    get [Piscina.transferableSymbol]() {
      return buffers;
    },
    get [Piscina.valueSymbol]() {
      return result;
    },
  } as never) as unknown as ThreadJobResult;
}

function asFailure(error: unknown, actor: Address | null): Failure {
  const { name, code, message, stack } = (
    error instanceof Error ? error : new Error(String(error))
  ) as Error & {
    code?: unknown;
  };
  return { name, code: typeof code === 'string' ? code : null, message, stack: stack ?? message, actor };
}
