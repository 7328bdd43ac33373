/** The version of a run folder's layout and of what its files say. */
export const RUN_FORMAT = 1;

/** The files of a run folder. */
export const RUN_FILES = Object.freeze({
  manifest: 'manifest.json',
  rounds: 'rounds.jsonl',
  timings: 'timings.jsonl',
  result: 'result.json',
});

/** The folder of a run's checkpoints, and the name of the one after so many rounds. */
export const CHECKPOINT_FOLDER = 'checkpoints';
export const checkpointName = (rounds: number) => `round-${String(rounds).padStart(6, '0')}.safetensors`;
export const isCheckpoint = (name: string) => /^round-\d{6,}\.safetensors(\.draft)?$/.test(name);
