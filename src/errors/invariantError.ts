/**
 * A fault of krumble itself, or a run that cannot go on (a thread that dies again and again). Exit code 1.
 * The message names the seed and the round once they are known.
 */
export class InvariantError extends Error {
  override readonly name = 'InvariantError' as const;
  readonly code = 'KRUMBLE_FAULT' as const;
}

/** Throws an InvariantError with `message` unless `condition` holds. Assertions stay on in every build. */
export function invariant(condition: boolean, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}
