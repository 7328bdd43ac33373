import { cpSync, existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { krumble } from './inProcess.js';
import { small } from './small.js';

const EVERY_SECOND = ['--checkpoint-every', '2'];

/** The options that the small scenario is recorded with, where a thread is lost or the process killed. */
export const RECORDING = [...EVERY_SECOND, '--ui', 'quiet', '--threads', '2'];

/**
 * To play where the number of threads is not the point:
 * starting each costs more than the rounds of a small run.
 */
export const QUIET = ['--ui', 'quiet', '--threads', '1'];

/** Records the small scenario in a folder below `parent` and returns the folder. */
export async function recordSmall(parent: string, scenario: object = small): Promise<string> {
  const file = path.join(parent, 'small.yaml');
  writeFileSync(file, JSON.stringify(scenario));
  const folder = path.join(parent, 'reference');
  const { code, stderr } = await krumble(['run', file, '--out', folder, ...EVERY_SECOND, ...QUIET]);
  if (code !== 0) throw new Error(stderr);
  return folder;
}

/** A copy of a run folder, to be spoilt. */
export function copyRun(folder: string, parent: string, name: string): string {
  const copy = path.join(parent, name);
  cpSync(folder, copy, { recursive: true });
  return copy;
}

/** All that must be the same in two runs: every file but those about time. */
export function readContent(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true }) as string[];
  const timeless = names.filter((name) => /\.(jsonl?|safetensors)$/.test(name) && name !== 'timings.jsonl');
  return Object.fromEntries(
    timeless.sort().map((name) => [name, readFileSync(path.join(folder, name)).toString('base64')]),
  );
}

/** Whether a folder holds a run that can be resumed. */
export function holdsRun(folder: string): boolean {
  return existsSync(path.join(folder, 'manifest.json'));
}
