import { findActor, type Plan } from '../actors/plan.js';
import type { World } from '../actors/world.js';
import { InvariantError } from '../errors/invariantError.js';
import { checkCurrentFolder } from '../files/checkCurrentFolder.js';
import { withAttempts } from './attempts.js';
import { nowMs } from './clock.js';
import { type Crew, type CrewOptions, startCrew } from './crew.js';
import { type DoneJob, LostThread } from './crewJobs.js';
import type { Executor, StepRecord, WalkedRound } from './executor.js';
import { createPool } from './pool.js';
import { readFailures, readStage } from './readStage.js';
import { entryOfStep, readTime } from './resultBook.js';
import { pickFailure, reviveFailure } from './reviveFailure.js';
import { hasFailed, type Lane } from './stageCounters.js';
import type { ThreadJob, ThreadJobResult, ThreadSetting } from './threadJob.js';

/** How far a thread's clock may be from the driver's before it is told. */
const CLOCK_SLACK_MS = 2000;
/** The driver's word to begin, and a thread's that all is done. */
const MESSAGES = 2;

/** How the executor is set up. */
export interface SharedOptions extends CrewOptions {
  readonly threadHeapMb: number;
  readonly onIncident: (incident: string) => void;
}

/**
 * Threads that walk the plans of rounds by themselves, through counters and memory that they share.
 * If a thread is lost, all others leave when they have done what they are at,
 * and what was going on is begun anew with fresh memory: steps keep nothing.
 */
export async function createSharedExecutor(
  world: World,
  setting: ThreadSetting,
  options: SharedOptions,
): Promise<Executor> {
  checkCurrentFolder();
  const { threads, threadHeapMb, onIncident } = options;
  let isDestroyed = false;
  const pool = createPool<ThreadJob, ThreadJobResult>(setting, {
    ...{ file: 'thread.js', threads, threadHeapMb },
    threadsAtFirst: 1, // the others as their tasks come, so that a start can be broken off
  });
  // A thread that is ended may still be answering.
  pool.on('error', ({ message }) => isDestroyed || onIncident(`a thread failed outside a task: ${message}`));
  let crew: Promise<Crew> = startCrew(pool, world, options);
  let backend: Crew['backend'];
  try {
    ({ backend } = await crew);
  } catch (error) {
    isDestroyed = true;
    await pool.destroy();
    if (!(error instanceof LostThread)) throw error;
    throw new InvariantError(`no thread could be started: ${error.message}`);
  }
  const jumped = new Set<number>();

  /** Tells, once for each thread, of steps that lie outside the time in which they must have been. */
  const watchClocks = (steps: readonly StepRecord[], begunMs: number, round: number) => {
    for (const { thread, startMs, endMs } of steps) {
      const isSound =
        startMs > begunMs - CLOCK_SLACK_MS && endMs < nowMs() + CLOCK_SLACK_MS && endMs >= startMs;
      if (isSound || jumped.has(thread)) continue;
      jumped.add(thread);
      onIncident(`round ${round}: the clock of a thread jumped; its times are not to be trusted`);
    }
  };

  /** The crew, or where it has lost a thread another one. */
  const findCrew = async (): Promise<Crew> => {
    const current = await crew;
    if (current.lost === null) return current;
    const ended = crew;
    await current.leave();
    if (crew === ended) crew = startCrew(pool, world, { ...options, signal: undefined });
    return crew;
  };

  return {
    backend,
    walk: (lane, plan, round) =>
      withAttempts({ lane, round }, { isOver: () => isDestroyed, onIncident }, async (attempt) => {
        const begunMs = nowMs();
        const done = await (await findCrew()).walk(lane, { plan, round, attempt });
        return describeWalk(done, lane, plan, (steps) => watchClocks(steps, begunMs, round));
      }),
    destroy: async () => {
      isDestroyed = true;
      void crew.then((one) => one.leave()).catch(() => undefined);
      await pool.destroy();
    },
  };
}

/** Throws what failed in the job. `onSteps` is told of its steps when they are looked at. */
function describeWalk(
  { number, book, memory, counters }: DoneJob,
  lane: Lane,
  plan: Plan,
  onSteps: (steps: readonly StepRecord[]) => void,
): WalkedRound {
  const timeOf = (entry: number) => readTime(book, entry, number);
  if (hasFailed(counters, lane)) {
    throw reviveFailure(pickFailure(readFailures(book, plan, number, (entry) => timeOf(entry) !== null)));
  }
  let known: readonly StepRecord[] | null = null;
  return {
    plan,
    memory,
    moved: { messages: MESSAGES, bytes: 0 },
    results: (stage) => readStage(book, plan, stage, number),
    steps: () => {
      if (known !== null) return known;
      known = plan.flatMap((stage) =>
        stage.actors.map((_, step): StepRecord => {
          const time = timeOf(entryOfStep(plan, stage.name, step))!;
          return { stage: stage.name, step, actor: findActor(stage, step), ...time };
        }),
      );
      onSteps(known);
      return known;
    },
  };
}
