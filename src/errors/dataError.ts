import { describeErrorDetails, type ErrorDetails } from './errorDetails.js';

/** A data set or a run folder that is missing or damaged. Exit code 4. */
export class DataError extends Error {
  override readonly name = 'DataError' as const;
  readonly code = 'KRUMBLE_DATA' as const;

  constructor(what: string | ErrorDetails, options?: ErrorOptions) {
    super(typeof what === 'string' ? what : describeErrorDetails(what), options);
  }
}
