import type { Place } from '../actors/places.js';
import type { Stage } from '../actors/plan.js';
import type { StageName } from '../actors/results.js';
import type { BackendFacts } from '../models/backend.js';
import type { StepOutcome } from './runStep.js';
import type { StepTime } from './resultBook.js';

/** What lies at some places, in buffers that travel. */
export type Carried = readonly (readonly [Place, Float32Array | Float64Array])[];

/** A step that a thread is asked to do, with all that it reads of the round. */
export interface MessageTask {
  readonly stage: Stage;
  readonly step: number;
  readonly round: number;
  readonly attempt: number;
  /** The results of the stages that it reads. */
  readonly results: Readonly<Partial<Record<StageName, readonly unknown[]>>>;
  readonly read: Carried;
  /** The places whose values are to come back. */
  readonly writes: readonly Place[];
}

/** What came of a step. */
export interface MessageAnswer {
  readonly backend: BackendFacts | null;
  readonly outcome: StepOutcome;
  /** `thread` is Node's number for it, from which the driver makes one from 0. */
  readonly time: StepTime;
  readonly written: Carried;
}

/** The buffers of what is carried, to be handed over instead of copied. */
export function listBuffers(carried: Carried): ArrayBuffer[] {
  return carried.map(([, values]) => values.buffer as ArrayBuffer);
}

/** How many bytes are carried. */
export function countBytes(carried: Carried): number {
  return carried.reduce((sum, [, values]) => sum + values.byteLength, 0);
}
