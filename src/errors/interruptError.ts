/** Somebody asked to stop before there was anything to put away. Exit code 130. */
export class InterruptError extends Error {
  override readonly name = 'InterruptError' as const;
  readonly code = 'KRUMBLE_INTERRUPT' as const;

  constructor() {
    super('stopped while the threads started');
  }
}
