import type { Context, Phase } from '../actors/behaviour.js';
import { behaviours } from '../actors/behaviours.js';
import { findActor, type Stage } from '../actors/plan.js';
import type { Results, StageName } from '../actors/results.js';
import type { RoundMemory } from '../actors/roundMemory.js';
import type { ActorWorld } from '../actors/world.js';
import { InvariantError } from '../errors/invariantError.js';
import type { Scratch } from '../kernels/scratch.js';
import { nowMs } from './clock.js';
import { type Fault, flipBit, inflict } from './faults.js';
import type { PhaseTime, StepTime } from './resultBook.js';
import { measureAlone } from './trialTeam.js';

/** A step to be done, and what with. */
export interface StepTask {
  readonly stage: Stage;
  readonly step: number;
  readonly round: number;
  /** How often the round has been begun, from 1. */
  readonly attempt: number;
  readonly world: ActorWorld;
  readonly memory: RoundMemory;
  readonly scratch: Scratch;
  readonly faults: readonly Fault[];
  /** The number of the thread that does it, from 0. */
  readonly thread: number;
  /** The results of a stage, in the order of its steps. */
  readonly read: <S extends StageName>(stage: S) => readonly Results[S][];
  /** The same of one step, where that is had for less. */
  readonly readOne?: <S extends StageName>(stage: S, step: number) => Results[S];
  /** How trials of the defense are measured; by this thread alone where it is left out. */
  readonly shareTrials?: Context['shareTrials'];
}

/** What a step led to. */
export type StepOutcome = { readonly result: unknown } | { readonly failure: Failure };

/** An error as plain data: class identity does not survive the way between threads, the code does. */
export interface Failure {
  readonly name: string;
  readonly code: string | null;
  readonly message: string;
  readonly stack: string;
  readonly actor: string | null;
}

/** Does a step of a plan; what is thrown in it comes back as a failure. Says when it was, too. */
export function runStep(task: StepTask): { outcome: StepOutcome; time: StepTime } {
  const { stage, step, round, attempt, thread } = task;
  const actor = findActor(stage, step);
  const phases: PhaseTime[] = [];
  const startMs = nowMs();
  let [phase, since]: [Phase | null, number] = [null, 0];
  const enter = (next: Phase | null) => {
    const now = nowMs();
    if (phase !== null) phases.push({ phase, startMs: since, endMs: now });
    [phase, since] = [next, now];
  };
  const due = task.faults.filter(
    (one) => one.actor === actor && one.round === round && one.attempt === attempt,
  );
  let outcome: StepOutcome;
  try {
    for (const fault of due) inflict(fault);
    const spoil = due.some(({ kind }) => kind === 'flip') ? flipBit : null;
    outcome = { result: behaviours[stage.name](makeContext(task, enter, spoil)) };
    enter(null);
  } catch (error) {
    outcome = { failure: asFailure(error, actor) };
  }
  return { outcome, time: { thread, startMs, endMs: nowMs(), phases } };
}

function makeContext(
  { stage, step, round, world, memory, scratch, read, readOne, shareTrials }: StepTask,
  enter: Context['enter'],
  spoil: Context['spoil'],
): Context {
  const mayRead = (name: StageName) => {
    if (!stage.reads.includes(name))
      throw new InvariantError(`the plan does not have ${stage.name} read ${name}`);
  };
  return {
    ...{ world, round, step, memory, scratch, enter, spoil },
    index: stage.actors[step],
    shareTrials: shareTrials ?? measureAlone({ world, round, memory, scratch }),
    read: (name) => {
      mayRead(name);
      return read(name);
    },
    readOne: (name, one) => {
      mayRead(name);
      return readOne === undefined ? read(name)[one] : readOne(name, one);
    },
  };
}

/** An error as plain data. */
export function asFailure(error: unknown, actor: string | null): Failure {
  const { name, code, message, stack } = (
    error instanceof Error ? error : new Error(String(error))
  ) as Error & { code?: unknown };
  return { name, code: typeof code === 'string' ? code : null, message, stack: stack ?? message, actor };
}
