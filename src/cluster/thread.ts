import { threadId } from 'node:worker_threads';
import { move, Piscina } from 'piscina';
import type { Phase } from '../actors/behaviour.js';
import { createScratch } from '../actors/scratch.js';
import { behaviours } from '../actors/behaviours.js';
import type { ActorKind, Address } from '../actors/messages.js';
import { type BackendFacts, loadBackend } from '../models/backend.js';
import { nowMs } from './clock.js';
import { commit, flipBit } from './faults.js';
import { claim } from './offer.js';
import type { Delivery, Failure, Outcome, Span, Task, TaskResult, ThreadSetting } from './task.js';
import { buffersOf, bytesIn } from './transfer.js';

const scratch = createScratch();
const { world, backend, faults } = Piscina.workerData as ThreadSetting;
const loading = loadBackend(backend).then(
  (facts) => ({ facts, error: null }),
  (error: unknown) => ({ facts: null, error }),
);

/** What runs on every thread of the pool: the deliveries of a task that it claims, one after the other. */
export default async function run(task: Task): Promise<TaskResult> {
  let actor: Address | null = null;
  try {
    const { facts, error } = await loading;
    if (facts === null) throw error;
    if (task.rendezvous) meet(task.rendezvous);
    const outcomes: Outcome[] = [];
    const spans: Span[] = [];
    for (const delivery of claim(task, task.current)) {
      actor = delivery.to;
      outcomes.push(step(delivery, task, spans));
    }
    return transferred(facts, outcomes, spans);
  } catch (error) {
    return { failure: asFailure(error, actor) };
  }
}

/** Blocks this thread until all have arrived, so that each takes part once. */
function meet({ arrived, of }: NonNullable<Task['rendezvous']>): void {
  let present = Atomics.add(arrived, 0, 1) + 1;
  Atomics.notify(arrived, 0);
  while (present < of) {
    Atomics.wait(arrived, 0, present);
    present = Atomics.load(arrived, 0);
  }
}

function step({ to, state, inbox }: Delivery, { round, attempt, memory }: Task, spans: Span[]): Outcome {
  const begunMs = nowMs();
  const due = faults.filter((one) => one.actor === to && one.round === round && one.attempt === attempt);
  for (const fault of due) commit(fault);
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

function transferred(backend: BackendFacts, outcomes: Outcome[], spans: Span[]): TaskResult {
  const buffers = buffersOf(outcomes);
  const result = { failure: null, backend, outcomes, spans, transferredBytes: bytesIn(buffers) };
  return move({
    get [Piscina.transferableSymbol]() {
      return buffers;
    },
    get [Piscina.valueSymbol]() {
      return result;
    },
  } as never) as unknown as TaskResult;
}

function asFailure(error: unknown, actor: Address | null): Failure {
  const { name, code, message, stack } = (
    error instanceof Error ? error : new Error(String(error))
  ) as Error & {
    code?: unknown;
  };
  return { name, code: typeof code === 'string' ? code : null, message, stack: stack ?? message, actor };
}
