/** The round whose outcome no float32 can hold, and the workers whose reports were not finite already. */
export interface Overflow {
  readonly round: number;
  readonly workers: readonly number[];
}

/**
 * A model driven beyond float32, by an attack or by too high a learning rate.
 * No fault of krumble: the rounds before are good, and the same scenario always ends there.
 * The message names seed and round.
 */
export class OverflowError extends Error {
  override readonly name = 'OverflowError' as const;
  readonly code = 'KRUMBLE_OVERFLOW' as const;
  readonly overflow: Overflow;

  constructor(overflow: Overflow, { seed, rule }: { seed: number; rule: string }) {
    const { round, workers } = overflow;
    const culprits =
      workers.length === 0
        ? 'the training diverged, a smaller learning rate may help'
        : `the reports of these workers are not finite: ${workers.join(', ')}`;
    const what = 'the aggregate or the updated parameters are not finite';
    super(`seed ${seed}, round ${round}: ${rule}: ${what}; ${culprits}`);
    this.overflow = overflow;
  }
}
