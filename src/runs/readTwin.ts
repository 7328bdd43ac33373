import type { Catalogue } from '../catalogue/catalogue.js';
import { finishedResult } from './runKey.js';
import type { Twin } from './twinFolder.js';

/** Test accuracy after a round, percent. */
export interface TwinRound {
  readonly round: number;
  readonly accuracy: number;
}

/**
 * The evaluated rounds of a twin, verified as a whole;
 * null where it is not complete. Throws as `verifyRun`.
 */
export function readTwin({ folder }: Pick<Twin, 'folder'>, catalogue: Catalogue): TwinRound[] | null {
  const evaluated: TwinRound[] = [];
  const result = finishedResult(
    folder,
    ({ round, accuracy }) => void (accuracy !== undefined && evaluated.push({ round, accuracy })),
    catalogue,
  );
  return result === null ? null : evaluated;
}
