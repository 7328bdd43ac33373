import type { UsedModule } from '../catalogue/usedModule.js';
import type { BackendFacts, BackendName } from '../models/backend.js';
import type { Phase } from '../actors/behaviour.js';
import type { Address, Inbox, Message } from '../actors/messages.js';
import type { RoundMemory } from '../actors/roundMemory.js';
import type { SharedWorld } from '../actors/world.js';
import type { Fault } from './faults.js';

/** What a thread is given when it starts. */
export interface ThreadSetting {
  readonly world: SharedWorld;
  /** A user's own modules, for each thread to load. */
  readonly modules: readonly UsedModule[];
  readonly backend: BackendName;
  readonly faults: readonly Fault[];
}

/** One complete inbox on its way to an actor, with the actor's state. */
export interface Delivery {
  readonly to: Address;
  readonly state: unknown;
  readonly inbox: Inbox;
}

/**
 * Deliveries that a thread is handed, to do those that it claims before others.
 * Who does what never changes a result.
 */
export interface ThreadJob {
  readonly round: number;
  /** How often the round has been begun, from 1. */
  readonly attempt: number;
  readonly deliveries: readonly Delivery[];
  /** See Offer. */
  readonly claims: Int32Array;
  readonly claimsMax: number;
  /**
   * Where the thread notes the index of the delivery that it is at,
   * and which function of a user's own it runs.
   */
  readonly current: Int32Array;
  readonly memory: RoundMemory;
  /** At the start: wait until so many threads have arrived. */
  readonly rendezvous?: { readonly arrived: Int32Array; readonly of: number };
}

/** What one delivery led to, and how long it took, which nothing but measurements looks at. */
export interface Outcome {
  readonly to: Address;
  readonly state: unknown;
  readonly messages: readonly Message[];
  readonly durationMs: number;
}

/**
 * A stretch of time in which a thread was busy with one phase of one actor's step; ms since the Unix epoch.
 */
export interface Span {
  readonly actor: Address;
  readonly phase: Phase;
  readonly thread: number;
  readonly startMs: number;
  readonly endMs: number;
}

/** An error as plain data: class identity does not survive the way between threads, the code does. */
export interface Failure {
  readonly name: string;
  readonly code: string | null;
  readonly message: string;
  readonly stack: string;
  readonly actor: Address | null;
}

/** What comes back from a thread. */
export type ThreadJobResult =
  | {
      readonly failure: null;
      readonly backend: BackendFacts;
      readonly outcomes: Outcome[];
      readonly spans: Span[];
      /** Bytes of the arrays that came along. */
      readonly transferredBytes: number;
    }
  | { readonly failure: Failure };
