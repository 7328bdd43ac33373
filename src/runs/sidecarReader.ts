import { existsSync } from 'node:fs';
import { DataError } from '../errors/dataError.js';
import { InputError } from '../errors/inputError.js';
import { FIRST_LINE, type LinePlace } from '../files/readLines.js';

/** A line of a file that goes along with the journal, or the torn rest behind the last one. */
interface Entry<T> {
  readonly value: T | null;
  /** Offset of the next one. */
  readonly end: number;
}

/** Finds what a file that goes along with the journal says of a round. */
export interface SidecarReader<T> {
  /** null where it says nothing of it. Rounds must be asked for in rising order. */
  read(round: number): T | null;
  /** Lets the file go. The next request reads the file as it is then, from behind the last line needed. */
  release(): void;
}

/**
 * The lines of a file beside the rounds of a journal, each with its number. A missing file says nothing.
 * No result rests on such a file: it says nothing from a damaged line on either,
 * and `onDataError` is told once.
 */
export function createSidecarReader<T extends { readonly round: number }>(
  file: string,
  read: (file: string, from: LinePlace) => Generator<Entry<T>, void, undefined>,
  onDataError: (problem: string) => void,
): SidecarReader<T> {
  let place = FIRST_LINE;
  let entries: Generator<Entry<T>, void, undefined> | null = null;
  let ahead: T | null = null;
  let damaged = false;
  const release = () => {
    entries?.return();
    entries = null;
  };
  const next = (): T | null => {
    if (entries === null && !existsSync(file)) return null;
    entries ??= read(file, place);
    const entry = entries.next().value;
    if (!entry || entry.value === null) {
      release(); // there may be more by the next time
      return null;
    }
    place = { offset: entry.end, number: place.number + 1 };
    return entry.value;
  };
  return {
    read: (round) => {
      if (damaged) return null;
      try {
        while (ahead === null || ahead.round < round) {
          ahead = next();
          if (ahead === null) return null;
        }
      } catch (error) {
        if (!(error instanceof DataError || error instanceof InputError)) throw error;
        damaged = true;
        onDataError(error.message);
        return null;
      }
      return ahead.round === round ? ahead : null;
    },
    release,
  };
}
