import { showText } from '../errors/show.js';
import type { WorldCheck } from '../rounds/checkWorld.js';

const REASON_MAX = 500;

/** Says what a check could not look at: a run may refuse then what the check did not. */
export function tellUnseen({ missing }: WorldCheck): void {
  for (const reason of missing) {
    process.stderr.write(`not checked against its images: ${showText(reason, REASON_MAX)}\n`);
  }
}
