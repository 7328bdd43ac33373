/** A data set that is missing or damaged. Exit code 4. */
export class DataError extends Error {
  override readonly name = 'DataError' as const;
  readonly code = 'KRUMBLE_DATA' as const;
}
