/**
 * Two machines made the same run and came to different digests. Exit code 3.
 * No result can be trusted until that is explained.
 */
export class DigestAlarmError extends Error {
  override readonly name = 'DigestAlarmError' as const;
  readonly code = 'KRUMBLE_ALARM' as const;

  constructor({ run, first, second }: { run: string; first: string; second: string }) {
    super(
      `ALARM: run ${run} was made twice and came to digest ${first} and to digest ${second}; ` +
        `one of the machines computes other results, so that none of them can be trusted until that is explained`,
    );
  }
}
