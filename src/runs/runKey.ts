import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { builtIn } from '../catalogue/builtIn.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { RoundRecord } from '../rounds/round.js';
import type { Scenario } from '../scenario/scenario.js';
import { RUN_FILES } from './format.js';
import type { Result } from './result.js';
import { usedBy } from './usedModules.js';
import { verifyRun } from './verify.js';

/**
 * What a scenario's run is found again by: the first 16 hex digits of the SHA-256 of krumble's version and
 * build (`nameBuild`), of all that decides the run, and of the modules that some of its names come from.
 * Its name and notes do not. So another build's result is never taken for this one's.
 */
export function runKey(scenario: Scenario, version: string, catalogue: Catalogue = builtIn): string {
  const { name: _, notes: __, ...deciding } = scenario;
  const used = usedBy(catalogue, [scenario]).map(({ files }) => files);
  return createHash('sha256')
    .update(`krumble ${version}\n${JSON.stringify(deciding)}\n`)
    .update(used.length === 0 ? '' : `${JSON.stringify(used)}\n`)
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
export function finishedResult(
  folder: string,
  onRecord?: (record: RoundRecord) => void,
  catalogue?: Catalogue,
): Result | null {
  if (!existsSync(path.join(folder, RUN_FILES.sums))) return null;
  const { result } = verifyRun(folder, onRecord, catalogue);
  return result.complete ? result : null;
}
