import type { Piscina } from 'piscina';
import { listAccess, type Place } from '../actors/places.js';
import { findActor, type Plan, type Stage } from '../actors/plan.js';
import type { Results, StageName } from '../actors/results.js';
import { createRoundMemory } from '../actors/roundMemory.js';
import { viewPlaces } from '../actors/viewPlaces.js';
import type { World } from '../actors/world.js';
import { checkCurrentFolder } from '../files/checkCurrentFolder.js';
import { InterruptError } from '../errors/interruptError.js';
import { withAttempts } from './attempts.js';
import type { Executor, StepRecord, WalkedRound } from './executor.js';
import { LostThread } from './crewJobs.js';
import {
  type Carried,
  countBytes,
  listBuffers,
  type MessageAnswer,
  type MessageTask,
} from './messageTask.js';
import { createPool } from './pool.js';
import { pickFailure, reviveFailure } from './reviveFailure.js';
import type { Failure } from './runStep.js';
import type { SharedOptions } from './sharedExecutor.js';
import type { ThreadSetting } from './threadJob.js';
import { createTurns } from './turns.js';

/** The driver's order, and the thread's answer. */
const MESSAGES_A_STEP = 2;

/**
 * Actors that only send messages: each step is a task of its own for a thread, everything that it reads of
 * the round travels there in buffers and everything that it writes travels back, by what the plan says of it.
 * Only what lasts (data, parameters, what rule and attack remember) is broadcast in shared memory.
 * It is what the cost of messages is measured by; `shared` leads to the same bytes without them.
 */
export async function createMessagesExecutor(
  world: World,
  setting: ThreadSetting,
  { threads, threadHeapMb, stepDeadlineMs, onIncident, signal }: SharedOptions,
): Promise<Executor> {
  checkCurrentFolder();
  const file = 'messageThread.js';
  const pool = createPool<MessageTask | null, MessageAnswer>(setting, {
    ...{ file, threads, threadHeapMb, threadsAtFirst: threads },
  });
  pool.on('error', () => undefined); // whoever waits for a task of that thread is told
  const { backend, outcome } = await pool.run(null);
  if ('failure' in outcome || signal?.aborted === true) {
    await pool.destroy();
    throw 'failure' in outcome ? reviveFailure(outcome.failure) : new InterruptError();
  }
  const turns = createTurns(threads);
  const threadIds: number[] = [];
  const send = async (task: MessageTask): Promise<MessageAnswer> => {
    const { time, ...rest } = await turns(() => ask(pool, task, stepDeadlineMs));
    if (!threadIds.includes(time.thread)) threadIds.push(time.thread);
    return { ...rest, time: { ...time, thread: threadIds.indexOf(time.thread) } };
  };
  let memory = createRoundMemory(world);
  let isDestroyed = false;
  return {
    backend: backend!,
    walk: (lane, plan, round) =>
      withAttempts({ lane, round }, { isOver: () => isDestroyed, onIncident }, (attempt) => {
        if (attempt > 1) memory = createRoundMemory(world);
        return walkOnce({ world, plan, round, attempt, memory }, send);
      }),
    destroy: () => {
      isDestroyed = true;
      return pool.destroy();
    },
  };
}

/** A task's answer. Throws a LostThread where its thread ends, or does not answer in time. */
async function ask(
  pool: Piscina<MessageTask | null, MessageAnswer>,
  task: MessageTask,
  deadlineMs: number,
): Promise<MessageAnswer> {
  const late = AbortSignal.timeout(deadlineMs);
  try {
    return await pool.run(task, { transferList: listBuffers(task.read), signal: late });
  } catch (cause) {
    const reason = late.aborted ? `no answer within ${deadlineMs / 1000} s` : (cause as Error).message;
    throw new LostThread(`${reason} (at ${findActor(task.stage, task.step)})`, { lane: null, ownCode: null });
  }
}

interface Walk {
  readonly world: World;
  readonly plan: Plan;
  readonly round: number;
  readonly attempt: number;
  readonly memory: WalkedRound['memory'];
}

/**
 * Has every step done as soon as the stages that it comes after are.
 * Throws what a step threw, or a LostThread, when nothing of the plan goes on any more.
 */
async function walkOnce(
  { world, plan, round, attempt, memory }: Walk,
  send: (task: MessageTask) => Promise<MessageAnswer>,
): Promise<WalkedRound> {
  const places = viewPlaces(world, memory);
  const results = new Map<StageName, readonly unknown[]>();
  const [steps, failures]: [StepRecord[], Failure[]] = [[], []];
  let bytes = 0;

  const doStep = async (stage: Stage, step: number): Promise<unknown> => {
    const { reads, writes } = listAccess(stage, step, world, round);
    const given = Object.fromEntries(stage.reads.map((name) => [name, results.get(name)!]));
    const read = copyPlaces(places, reads);
    bytes += countBytes(read);
    const { outcome, time, written } = await send({
      ...{ stage, step, round, attempt, results: given, read, writes },
    });
    for (const [place, values] of written) places.get(place)!.set(values);
    bytes += countBytes(written);
    steps.push({ stage: stage.name, step, actor: findActor(stage, step), ...time });
    if ('result' in outcome) return outcome.result;
    failures.push(outcome.failure);
    throw reviveFailure(outcome.failure);
  };
  const begun = new Map<StageName, Promise<void>>();
  for (const stage of plan) {
    const before = stage.after.map((name) => begun.get(name)!);
    const doStage = async () => {
      await Promise.all(before);
      const own = await Promise.allSettled(stage.actors.map((_, step) => doStep(stage, step)));
      const failed = own.find((one) => one.status === 'rejected');
      if (failed !== undefined) throw failed.reason;
      results.set(
        stage.name,
        own.map((one) => (one as PromiseFulfilledResult<unknown>).value),
      );
    };
    begun.set(stage.name, doStage());
  }
  const ended = await Promise.allSettled(begun.values());
  const reasons = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason as Error] : []));
  const lost = reasons.find((reason) => reason instanceof LostThread);
  if (lost !== undefined) throw lost;
  if (failures.length > 0) throw reviveFailure(pickFailure(failures));
  if (reasons.length > 0) throw reasons[0];
  return {
    plan,
    memory,
    moved: { messages: MESSAGES_A_STEP * steps.length, bytes },
    results: <S extends StageName>(name: S) => results.get(name) as readonly Results[S][],
    steps: () => steps,
  };
}

/** What lies at some places, in buffers of their own: the places stay. */
function copyPlaces(places: ReturnType<typeof viewPlaces>, names: readonly Place[]): Carried {
  return names.map((name) => [name, places.get(name)!.slice()] as const);
}
