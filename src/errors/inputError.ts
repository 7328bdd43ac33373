import { describeErrorDetails, type ErrorDetails } from './errorDetails.js';

/**
 * A mistake in arguments, a scenario or a file: the user can mend it. Exit code 2.
 * The message reads `file:line:column: field: problem, found X, allowed Y`.
 */
export class InputError extends Error {
  override readonly name = 'InputError' as const;
  readonly code = 'KRUMBLE_INPUT' as const;
  readonly mistake: ErrorDetails;

  constructor(mistake: ErrorDetails) {
    super(describeErrorDetails(mistake));
    this.mistake = mistake;
  }
}
