import type { Phase } from '../actors/behaviour.js';
import type { Plan } from '../actors/plan.js';
import type { Address, Results, StageName } from '../actors/results.js';
import type { RoundMemory } from '../actors/roundMemory.js';
import type { BackendFacts } from '../models/backend.js';
import type { Lane } from './stageCounters.js';

/**
 * How steps are done: by threads that walk the plan by themselves; by threads that are sent one step after
 * the other, with all that it reads; or all by the driver, without threads. It changes no result.
 */
export const EXECUTORS = ['shared', 'messages', 'inline'] as const;
export type ExecutorName = (typeof EXECUTORS)[number];

/** A step of a plan as it went. Times in ms since the Unix epoch. */
export interface StepRecord {
  readonly stage: StageName;
  readonly step: number;
  readonly actor: Address;
  /** The number of the thread that did it, from 0. */
  readonly thread: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly phases: readonly { readonly phase: Phase; readonly startMs: number; readonly endMs: number }[];
}

/** What it took to tell threads what to do and to hear of it. */
export interface Moved {
  /** Messages between driver and threads, both ways. */
  readonly messages: number;
  /** Bytes of arrays that travelled with them. */
  readonly bytes: number;
}

/**
 * A plan that was done. Results and steps can be read until the job after the next one of its lane
 * begins, which writes over them.
 */
export interface Walked {
  readonly plan: Plan;
  /** The results of a stage of the plan, in the order of its steps. */
  results<S extends StageName>(stage: S): readonly Results[S][];
  steps(): readonly StepRecord[];
  readonly moved: Moved;
}

/** The same with what actors wrote; the next round of training writes over it. */
export interface WalkedRound extends Walked {
  readonly memory: RoundMemory;
}

/** What does the steps of plans: one at a time of a lane. */
export interface Executor {
  readonly backend: BackendFacts;
  /**
   * Throws an InputError, ContractError or InvariantError that says what an actor threw,
   * or that threads were lost three times.
   */
  walk(lane: Lane, plan: Plan, round: number): Promise<WalkedRound>;
  /** Ends all threads, at once. */
  destroy(): Promise<void>;
}
