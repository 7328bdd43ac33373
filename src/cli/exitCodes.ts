import { CommanderError } from 'commander';

/** What the program's exit code says. */
export const EXIT = Object.freeze({
  done: 0,
  /** A fault of krumble, or a run that cannot go on. */
  fault: 1,
  /** A mistake in arguments, scenario or files. */
  input: 2,
  /** A replay that parted from its recording. */
  diverged: 3,
  /** Data missing or damaged. */
  data: 4,
  interrupted: 130,
});

/** The exit code that an error stands for. */
export function chooseExitCode(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.input;
  const code = (error as { code?: unknown } | null)?.code;
  if (code === 'KRUMBLE_INPUT' || code === 'KRUMBLE_CONTRACT') return EXIT.input;
  if (code === 'KRUMBLE_DATA') return EXIT.data;
  if (code === 'KRUMBLE_DIVERGED' || code === 'KRUMBLE_ALARM') return EXIT.diverged;
  if (code === 'KRUMBLE_INTERRUPT') return EXIT.interrupted;
  return EXIT.fault;
}
