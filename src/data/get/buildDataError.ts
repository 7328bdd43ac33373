import { DataError } from '../../errors/dataError.js';

/** An archive, or a file in it, that is not what it should be. */
export function buildDataError(file: string, problem: string, options?: ErrorOptions): DataError {
  return new DataError(`${file}: ${problem}: the archive is truncated or altered, fetch it again`, options);
}
