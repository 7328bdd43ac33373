import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import type { RoundRecord } from '../rounds/round.js';
import type { Scenario } from '../scenario/scenario.js';
import { RUN_FILES } from './format.js';
import type { Result } from './result.js';
import { verifyRun } from './verify.js';

/**
 * The key of a scenario's run: the first 16 hex digits of a SHA-256.
 * The hash covers krumble's version and all that decides the run. The scenario's name does not.
 */
export function runKey({ name: _, ...deciding }: Scenario, version: string): string {
  return createHash('sha256')
    .update(`krumble ${version}\n${JSON.stringify(deciding)}\n`)
    .digest('hex')
    .slice(0, 16);
}

/** Whether a folder holds a run that was begun. */
export function isBegun(folder: string): boolean {
  return existsSync(path.join(folder, RUN_FILES.manifest));
}

/**
 * The verified result of the run in a folder; null where there is no run, or one that has not ended.
 * `onRecord` is told every record. Throws as `verifyRun`.
 */
export function finishedResult(folder: string, onRecord?: (record: RoundRecord) => void): Result | null {
  if (!existsSync(path.join(folder, RUN_FILES.sums))) return null;
  const { result } = verifyRun(folder, onRecord);
  return result.complete ? result : null;
}
