import { begunAt, type Manifest } from './manifest.js';

const CHECKPOINT_EVERY_LEAST = 10;
const BYTES_MAX = 100e6;

/**
 * The default number of rounds between checkpoints: 10, or more where
 * all checkpoints of the run would take more than 100 MB together.
 * A checkpoint takes 8 bytes a parameter, and 4 more for each worker's momentum.
 */
export function defaultCheckpointEvery(rounds: number, parameters: number, momenta: number): number {
  const bytes = (8 + 4 * momenta) * parameters;
  return Math.max(CHECKPOINT_EVERY_LEAST, Math.ceil((rounds * bytes) / BYTES_MAX));
}

/**
 * Whether an uninterrupted run has a checkpoint after so many rounds: after every `checkpointEvery`, at the
 * end, and where a branch begins.
 * Initial parameters from a file have one before round 0, because the file may get lost.
 */
export function isCheckpointDue(manifest: Manifest, rounds: number): boolean {
  if (rounds === 0) return manifest.initial !== null;
  const begun = begunAt(manifest); // rounds before were played by another run
  if (rounds <= begun) return rounds === begun;
  return rounds % manifest.checkpointEvery === 0 || rounds === manifest.scenario.training.rounds;
}
