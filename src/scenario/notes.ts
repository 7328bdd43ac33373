import type { Refuse } from '../entries/parseOptions.js';
import type { Path } from './yaml.js';

/** What somebody who presents a run has to say from a round on. */
export interface Note {
  readonly round: number;
  readonly text: string;
}

/**
 * Notes in the order of their rounds. Refuses a second one of a round.
 * One of a round that does not come is let be: a shorter run of the same scenario is none that is wrong.
 */
export function expandNotes(given: readonly Note[], refuse: Refuse): Note[] {
  const known = new Set<number>();
  for (const [index, { round }] of given.entries()) {
    const field = `notes.${index}.round`;
    if (known.has(round)) refuse(field, { found: String(round), problem: 'has a note already' });
    known.add(round);
  }
  return given.map(({ round, text }) => ({ round, text })).sort((a, b) => a.round - b.round);
}

/** The note that goes for a round: the last one up to it; null where there is none. */
export function noteAt({ notes = [] }: { readonly notes?: readonly Note[] }, round: number): Note | null {
  return notes.findLast((note) => note.round <= round) ?? null;
}

/** Fields that may be changed and notes on what is to be seen stay true. */
const HARMLESS = ['name', 'notes', 'training.rounds', 'evaluation.every'];

/**
 * What is given as a scenario, without notes that were written of another one:
 * where fields were changed, and the notes were not. Other parts are not looked at.
 */
export function withoutStaleNotes(input: unknown, changed: readonly Path[]): unknown {
  const isStale =
    changed.some((path) => !HARMLESS.includes(path.join('.'))) &&
    !changed.some(([first]) => first === 'notes');
  if (!isStale || typeof input !== 'object' || input === null || !('notes' in input)) return input;
  const { notes: _, ...rest } = input;
  return rest;
}
