/** Where a round that was played again parts from its recording, and what each of the two says there. */
export interface Difference {
  readonly round: number;
  /** Whose doing it is, as far as the record tells. */
  readonly actor: string;
  readonly field: string;
  readonly recorded: string;
  readonly replayed: string;
}

/** A round that was played again and did not come out as it was recorded. Exit code 3. */
export class DivergenceError extends Error {
  override readonly name = 'DivergenceError' as const;
  readonly code = 'KRUMBLE_DIVERGED' as const;
  readonly difference: Difference;

  constructor(difference: Difference) {
    const { round, actor, field, recorded, replayed } = difference;
    super(`round ${round}: ${actor}: ${field}: recorded ${recorded}, replayed ${replayed}`);
    this.difference = difference;
  }
}
