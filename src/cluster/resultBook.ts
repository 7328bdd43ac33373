import { PHASES, type Phase } from '../actors/behaviour.js';
import type { Plan } from '../actors/plan.js';
import type { StageName } from '../actors/results.js';
import { InvariantError, invariant } from '../errors/invariantError.js';
import { decodeResult, encodeResult } from './resultBytes.js';

const BYTES_AT_FIRST = 1 << 20;
/** Address space that is set aside, of which only what is used is taken. */
const BYTES_MAX = 1 << 28;
const STEPS_AT_FIRST = 256;
const STEPS_MAX = 1 << 20;
const ALIGNMENT = 8;

// What an entry has of a step.
const [STAMP, FROM, LENGTH, THREAD] = [0, 1, 2, 3];
const ENTRY_SIZE = 4;
const [BEGIN, FINISH, SPANS] = [0, 1, 2];
const SPANS_MAX = 4;
const TIMES_SIZE = 3 + 3 * SPANS_MAX;

/**
 * What the steps of one job result in, in shared memory that grows as it has to: a page of bytes for each,
 * and in tables where it lies and when the step was.
 */
export interface ResultBook {
  /** What `cursor` says of `bytes` is taken. */
  readonly cursor: Int32Array;
  readonly bytes: SharedArrayBuffer;
  readonly entries: SharedArrayBuffer;
  readonly times: SharedArrayBuffer;
}

/** A stretch of time in which a step was in one phase; ms since the Unix epoch. */
export interface PhaseTime {
  readonly phase: Phase;
  readonly startMs: number;
  readonly endMs: number;
}

/** When a step was, and on which thread. */
export interface StepTime {
  readonly thread: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly phases: readonly PhaseTime[];
}

/** A book that nothing is written in. Throws a RangeError where there is no address space for it. */
export function createResultBook(): ResultBook {
  return {
    cursor: new Int32Array(new SharedArrayBuffer(4)),
    bytes: growable(BYTES_AT_FIRST, BYTES_MAX),
    entries: growable(4 * ENTRY_SIZE * STEPS_AT_FIRST, 4 * ENTRY_SIZE * STEPS_MAX),
    times: growable(8 * TIMES_SIZE * STEPS_AT_FIRST, 8 * TIMES_SIZE * STEPS_MAX),
  };
}

/** Makes room for a plan's results. Those of the book's last job are gone. */
export function clearBook({ cursor, entries, times }: ResultBook, plan: Plan): void {
  const steps = plan.reduce((sum, { actors }) => sum + actors.length, 0);
  growTo(entries, 4 * ENTRY_SIZE * steps);
  growTo(times, 8 * TIMES_SIZE * steps);
  Atomics.store(cursor, 0, 0);
}

/** Where a step has its entry: plans are short, so it is counted out. */
export function entryOfStep(plan: Plan, name: StageName, step: number): number {
  let before = 0;
  for (const stage of plan) {
    if (stage.name === name) return before + step;
    before += stage.actors.length;
  }
  throw new InvariantError(`the plan has no ${name}`);
}

/** Writes what a step of a job led to. Throws a DataCloneError for what is no plain data. */
export function writeResult(
  book: ResultBook,
  entry: number,
  job: number,
  value: unknown,
  time: StepTime,
): void {
  const written = encodeResult(value);
  const room = Math.ceil(written.length / ALIGNMENT) * ALIGNMENT;
  const from = Atomics.add(book.cursor, 0, room);
  growTo(book.bytes, from + room);
  new Uint8Array(book.bytes, from, written.length).set(written);
  const times = new Float64Array(book.times, 8 * TIMES_SIZE * entry, TIMES_SIZE);
  const phases = time.phases.slice(0, SPANS_MAX);
  times[BEGIN] = time.startMs;
  times[FINISH] = time.endMs;
  times[SPANS] = phases.length;
  for (const [k, { phase, startMs, endMs }] of phases.entries()) {
    times.set([PHASES.indexOf(phase), startMs, endMs], SPANS + 1 + 3 * k);
  }
  const entries = new Int32Array(book.entries, 4 * ENTRY_SIZE * entry, ENTRY_SIZE);
  entries[FROM] = from;
  entries[LENGTH] = written.length;
  entries[THREAD] = time.thread;
  entries[STAMP] = job; // whoever reads it was let to by a counter that comes after all this
}

/** What a step of a job led to. Throws an InvariantError where it was not written. */
export function readResult(book: ResultBook, entry: number, job: number): unknown {
  const entries = new Int32Array(book.entries, 4 * ENTRY_SIZE * entry, ENTRY_SIZE);
  invariant(entries[STAMP] === job, 'a result is read that was not written');
  return decodeResult(new Uint8Array(book.bytes, entries[FROM], entries[LENGTH]));
}

/** When a step of a job was; null: it was not. */
export function readTime(book: ResultBook, entry: number, job: number): StepTime | null {
  const entries = new Int32Array(book.entries, 4 * ENTRY_SIZE * entry, ENTRY_SIZE);
  if (entries[STAMP] !== job) return null;
  const times = new Float64Array(book.times, 8 * TIMES_SIZE * entry, TIMES_SIZE);
  const phases = Array.from({ length: times[SPANS] }, (_, k): PhaseTime => {
    const at = SPANS + 1 + 3 * k;
    return { phase: PHASES[times[at]], startMs: times[at + 1], endMs: times[at + 2] };
  });
  return { thread: entries[THREAD], startMs: times[BEGIN], endMs: times[FINISH], phases };
}

function growable(bytes: number, bytesMax: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes, { maxByteLength: bytesMax });
}

/** Several threads may do so at once: whoever is late finds it long enough. */
function growTo(buffer: SharedArrayBuffer, bytes: number): void {
  invariant(
    bytes <= buffer.maxByteLength,
    `the results of a round take more than ${buffer.maxByteLength} bytes`,
  );
  while (buffer.byteLength < bytes) {
    const wanted = Math.min(buffer.maxByteLength, Math.max(bytes, 2 * buffer.byteLength));
    try {
      buffer.grow(wanted);
    } catch (error) {
      if (!(error instanceof RangeError) || buffer.byteLength < bytes) throw error;
    }
  }
}
