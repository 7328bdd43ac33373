import { begunAt, type Manifest } from './manifest.js';

const CHECKPOINT_EVERY_LEAST = 10;
const BYTES_MAX = 100e6;

/**
 * How many rounds lie between checkpoints when nobody says so: 10, or more where the checkpoints of the run, of
 * 8 bytes a parameter and 4 more for each worker's momentum, would take more than 100 MB together.
 */
export function defaultCheckpointEvery(rounds: number, parameters: number, momenta: number): number {
  const bytes = (8 + 4 * momenta) * parameters;
  return Math.max(CHECKPOINT_EVERY_LEAST, Math.ceil((rounds * bytes) / BYTES_MAX));
}

/**
 * Whether a run that is not interrupted has a checkpoint after so many rounds: after every `checkpointEvery`, at the
 * end, where a branch begins, and before round 0 where the initial parameters came from a file, which may get lost.
 */
export function isCheckpointDue(manifest: Manifest, rounds: number): boolean {
  if (rounds === 0) return manifest.initial !== null;
  const begun = begunAt(manifest); // rounds before were played by another run
  if (rounds <= begun) return rounds === begun;
  return rounds % manifest.checkpointEvery === 0 || rounds === manifest.scenario.training.rounds;
}
