/** The version of a run folder's layout and of what its files say. */
export const RUN_FORMAT = 2;

/** The files of a run folder. */
export const RUN_FILES = Object.freeze({
  manifest: 'manifest.json',
  rounds: 'rounds.jsonl',
  timings: 'timings.jsonl',
  /** Not there in runs that were recorded before there were probes. */
  probes: 'probes.jsonl',
  result: 'result.json',
  /** SHA-256 of every other file; there once a run has ended, in the format of `sha256sum`. */
  sums: 'SHA256SUMS',
  /** There while a process writes to the folder. */
  lock: 'lock',
});

/** The file by which a folder is known to be that of a sweep, which holds runs in folders of its own. */
export const SWEEP_FILE = 'sweep.json';

/** The folder of a run's checkpoints, and the name of the one after so many rounds. */
export const CHECKPOINT_FOLDER = 'checkpoints';
export const checkpointName = (rounds: number) => `round-${String(rounds).padStart(6, '0')}.safetensors`;

/** After how many rounds a checkpoint of that name was made; null if it is no name of one. */
export function checkpointRound(name: string): number | null {
  const rounds = Number(/^round-(\d{6,9})\.safetensors$/.exec(name)?.[1] ?? Number.NaN);
  return checkpointName(rounds) === name ? rounds : null;
}

/** Whether a name is that of a checkpoint, or of one that was being written. */
export function isCheckpointOrDraft(name: string): boolean {
  return checkpointRound(name.replace(/\.draft$/, '')) !== null;
}

/** How JSON files of a run are written: one way only, so that any other byte shows. */
export function asJson(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
