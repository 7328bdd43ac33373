// Places in what a thread notes of itself.
const [BEAT, STAGE, STEP, OWN_LENGTH, OWN_TEXT] = [0, 1, 2, 3, 4];
const OWN_TEXT_MAX = 160;
const NOBODY = -1;

/**
 * What a thread notes of itself in shared memory, for the driver to see when it does not come back:
 * the step that it is at, how many it has begun, and which function of a user's own it runs, as text.
 */
export type ThreadNotes = Int32Array;

/** Notes of a thread that has done nothing yet. */
export function createThreadNotes(): ThreadNotes {
  const notes = new Int32Array(new SharedArrayBuffer(4 * (OWN_TEXT + OWN_TEXT_MAX)));
  notes[STAGE] = NOBODY;
  return notes;
}

/** Notes that a thread begins with a step. */
export function noteStep(notes: ThreadNotes, stage: number, step: number): void {
  Atomics.store(notes, STEP, step);
  Atomics.store(notes, STAGE, stage);
  Atomics.add(notes, BEAT, 1);
}

/** Notes that it is at none any more. */
export function noteRest(notes: ThreadNotes): void {
  Atomics.store(notes, STAGE, NOBODY);
  Atomics.add(notes, BEAT, 1);
}

/** Notes which function of a user's own a thread runs; null: none any more. */
export function noteOwnCode(notes: ThreadNotes, label: string | null): void {
  const text = (label ?? '').slice(0, OWN_TEXT_MAX);
  for (let k = 0; k < text.length; k++) notes[OWN_TEXT + k] = text.charCodeAt(k);
  Atomics.store(notes, OWN_LENGTH, text.length);
}

/** The step that a thread is at, by the place of its stage; null: at none. */
export function readStep(notes: ThreadNotes): { readonly stage: number; readonly step: number } | null {
  const stage = Atomics.load(notes, STAGE);
  return stage === NOBODY ? null : { stage, step: Atomics.load(notes, STEP) };
}

/** Changes with every step that begins or ends. */
export function readBeat(notes: ThreadNotes): number {
  return Atomics.load(notes, BEAT);
}

/** The function of a user's own that a thread was in; null: in none. */
export function readOwnCode(notes: ThreadNotes): string | null {
  const length = Atomics.load(notes, OWN_LENGTH);
  if (length === 0) return null;
  return String.fromCharCode(...notes.subarray(OWN_TEXT, OWN_TEXT + length));
}
