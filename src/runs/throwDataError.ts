import { DataError } from '../errors/dataError.js';
import { InputError } from '../errors/inputError.js';
import type { ErrorDetails } from '../errors/errorDetails.js';
import { parseJson } from '../files/parseJson.js';

/** Says that a file of a run is not as krumble left it. */
export function throwDataError(
  file: string,
  mistake: Omit<ErrorDetails, 'place'> & { line?: number | undefined },
): never {
  const { line, ...rest } = mistake;
  throw new DataError({ ...rest, place: { file, ...(line !== undefined && { line }) } });
}

/**
 * Runs a reader of a run's file.
 * An error in the file counts as damage, because nobody writes these files by hand.
 */
export function asDataErrors<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new DataError({ ...error.mistake, place: { ...error.mistake.place, file } }, { cause: error });
  }
}

/** The value of a JSON text in a file of a run, the whole of it or one line. */
export function parseRunJson(file: string, text: string, line?: number): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    return throwDataError(file, { line, problem: (error as Error).message });
  }
}
