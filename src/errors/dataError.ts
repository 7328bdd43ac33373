import { describeMistake, type Mistake } from './mistake.js';

/** A data set or a run folder that is missing or damaged. Exit code 4. */
export class DataError extends Error {
  override readonly name = 'DataError' as const;
  readonly code = 'KRUMBLE_DATA' as const;

  constructor(what: string | Mistake, options?: ErrorOptions) {
    super(typeof what === 'string' ? what : describeMistake(what), options);
  }
}
