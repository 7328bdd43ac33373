import type { MessagePort } from 'node:worker_threads';
import type { Phase } from '../actors/behaviour.js';
import type { Address } from '../actors/results.js';
import type { RoundMemory } from '../actors/roundMemory.js';
import type { SharedWorld } from '../actors/world.js';
import type { UsedModule } from '../catalogue/usedModule.js';
import type { BackendFacts, BackendName } from '../models/backend.js';
import type { Fault } from './faults.js';
import type { Parking } from './parking.js';
import type { ResultBook } from './resultBook.js';
import type { Failure } from './runStep.js';
import type { Lane, StageCounters } from './stageCounters.js';
import type { ThreadNotes } from './threadNotes.js';
import type { TrialBoard } from './trialBoard.js';

/** What a thread is given when it starts. */
export interface ThreadSetting {
  readonly world: SharedWorld;
  /** A user's own modules, for each thread to load. */
  readonly modules: readonly UsedModule[];
  readonly backend: BackendName;
  readonly faults: readonly Fault[];
}

/** The one long task of a thread: to walk the plans of rounds, with all others, until the crew is closed. */
export interface ThreadJob {
  /** The thread's number in its crew, from 0. */
  readonly thread: number;
  readonly counters: StageCounters;
  readonly parking: Parking;
  /** Two of each lane, of its even jobs and its odd ones: one is read while the next is written. */
  readonly books: Readonly<Record<Lane, readonly [ResultBook, ResultBook]>>;
  readonly memory: RoundMemory;
  /** By which threads help one that tries the defense. */
  readonly trials: TrialBoard;
  readonly notes: ThreadNotes;
  /** Whether it is worth looking again for a moment before one goes to sleep. */
  readonly spins: boolean;
  readonly port: MessagePort;
}

/** What a thread says to the driver: that it has loaded everything, or that a job's last step is done. */
export type ThreadMessage =
  { readonly backend: BackendFacts } | { readonly lane: Lane; readonly job: number };

/** How a thread's task ended: it was told to leave, or could not load something. */
export interface ThreadJobResult {
  readonly failure: Failure | null;
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
