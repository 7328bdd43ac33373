import { describeErrorDetails, type ErrorDetails } from './errorDetails.js';

/** So many mistakes are told one by one. */
const TOLD_MAX = 20;

/**
 * A mistake in arguments, a scenario or a file, or several of them: the user can mend it. Exit code 2.
 * The message reads `file:line:column: field: problem, found X, allowed Y`; of several each has such a line,
 * and beneath it, indented, the line of the file that it stands in.
 */
export class InputError extends Error {
  override readonly name = 'InputError' as const;
  readonly code = 'KRUMBLE_INPUT' as const;
  /** The only mistake, or the first. */
  readonly mistake: ErrorDetails;
  /** All mistakes, at least one. */
  readonly mistakes: readonly ErrorDetails[];

  constructor(mistake: ErrorDetails | readonly [ErrorDetails, ...ErrorDetails[]]) {
    const mistakes = isList(mistake) ? mistake : [mistake];
    super(mistakes.length === 1 ? describeErrorDetails(mistakes[0]) : describeAll(mistakes));
    [this.mistake] = mistakes;
    this.mistakes = mistakes;
  }
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function describeAll(mistakes: readonly ErrorDetails[]): string {
  const left = mistakes.length - TOLD_MAX;
  return [
    ...mistakes
      .slice(0, TOLD_MAX)
      .flatMap((one) => [describeErrorDetails(one), ...(one.quoted === undefined ? [] : [one.quoted])]),
    ...(left > 0 ? [`and ${left} more`] : []),
  ].join('\n');
}
