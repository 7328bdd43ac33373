import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { checksum } from '../../src/runs/manifest.js';
import { ownText } from '../../src/runs/holder.js';
import type { Result } from '../../src/runs/result.js';

/** What a made-up run folder holds. */
interface MadeUpRun {
  readonly name?: string;
  readonly rounds?: number;
  /** The test accuracy of each round that is in the journal. */
  readonly journal?: readonly number[];
  readonly result?: Partial<Result>;
  /** Whether this process writes to it. */
  readonly written?: boolean;
}

/** A folder with as much of a run in it as a list reads. */
export function makeRunFolder(
  folder: string,
  { name = 'made up', rounds = 10, journal = [], result, written = false }: MadeUpRun = {},
): string {
  mkdirSync(folder, { recursive: true });
  const put = (file: string, text: string) => writeFileSync(path.join(folder, file), text);
  const manifest = { format: 2, krumble: '0', scenario: { name, training: { rounds } } };
  put('manifest.json', JSON.stringify({ ...manifest, sha256: checksum(manifest) }));
  put('rounds.jsonl', journal.map((accuracy, round) => `${JSON.stringify({ round, accuracy })}\n`).join(''));
  const figures = { complete: true, rounds, accuracyMax: 80, accuracyFinal: 70 };
  if (result !== undefined) put('result.json', JSON.stringify({ ...figures, ...result }));
  if (written) put('lock', ownText());
  return folder;
}

/** A folder with a sweep in it of so many runs, of which the first ones are done at so many percent. */
export function makeSweepFolder(folder: string, runs: number, done: readonly number[]): string {
  mkdirSync(folder, { recursive: true });
  const result = (accuracy: number) => ({
    ...{ rounds: 10, accuracyMax: accuracy, accuracyFinal: accuracy, accuracyLast10: accuracy },
    ...{ backdoorHitRate: null, corruptedInfluenceMean: 0, overflowRound: null, digest: null },
  });
  const points = Array.from({ length: runs }, (_, k) => ({
    at: [k],
    run: String(k).padStart(16, '0'),
    result: k < done.length ? result(done[k]) : null,
  }));
  const axes = [{ field: 'seed', values: points.map(({ run }) => run) }];
  const sweep = { format: 1, krumble: '0', name: 'seeds', axes, points, others: [] };
  writeFileSync(path.join(folder, 'sweep.json'), JSON.stringify(sweep));
  return folder;
}
