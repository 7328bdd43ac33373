import { createHash } from 'node:crypto';
import { closeSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { show } from '../errors/show.js';
import { type Disk } from '../files/disk.js';
import { type FileLine, readLines } from '../files/readLines.js';
import { openRegular } from '../files/readBounded.js';
import { writeWhole } from '../files/writeWhole.js';
import { throwDataError } from './throwDataError.js';
import { CHECKPOINT_FOLDER, checkpointRound, RUN_FILES } from './format.js';

const LINE_BYTES_MAX = 200;
const CHUNK_BYTES = 1 << 20;

/**
 * Writes the SHA-256 of all files of a run that has ended, in the form that `sha256sum -c SHA256SUMS` checks.
 */
export async function writeSums(disk: Disk, folder: string, checkpoints: readonly string[]): Promise<void> {
  const lines = listSummedFiles(folder, checkpoints).map(
    (name) => `${hashFile(path.join(folder, name))}  ${name}\n`,
  );
  await writeWhole(disk, path.join(folder, RUN_FILES.sums), lines.join(''));
}

/**
 * Compares all files of an ended run with its SHA256SUMS.
 * Throws a DataError that names the line and the file.
 */
export function checkSums(folder: string, checkpoints: readonly string[]): void {
  const file = path.join(folder, RUN_FILES.sums);
  const names = listSummedFiles(folder, checkpoints);
  const lines = firstLines(file, names.length + 1);
  for (const [index, name] of names.entries()) {
    const line = index + 1;
    const text = lines[index]?.bytes.toString('latin1');
    const listed = /^[0-9a-f]{64} {2}checkpoints\/([^/]*)$/.exec(text ?? '')?.[1];
    if (listed !== undefined && checkpointRound(listed) !== null && !checkpoints.includes(listed)) {
      throwDataError(file, {
        line,
        field: `${CHECKPOINT_FOLDER}/${listed}`,
        problem: 'this file is missing',
      });
    }
    const sha256 = hashFile(path.join(folder, name));
    if (text === `${sha256}  ${name}` && lines[index].kind === 'whole') continue;
    if (!text?.endsWith(`  ${name}`) || !/^[0-9a-f]{64} /.test(text) || lines[index].kind !== 'whole') {
      throwDataError(file, { line, found: show(text), allowed: `${sha256}  ${name}` });
    }
    const [found, allowed] = [text.slice(0, 64), `${sha256}, the file's: one of the two was altered`];
    throwDataError(file, { line, field: name, found, allowed });
  }
  const extra = lines[names.length];
  if (extra) {
    const problem = 'names no file of the run';
    throwDataError(file, { line: extra.number, problem, found: show(extra.bytes.toString('latin1')) });
  }
}

/** Whether SHA256SUMS has a line with a file's own sum. */
export function hasSum(folder: string, name: string): boolean {
  const sum = hashFile(path.join(folder, name));
  return readSums(folder, name).includes(sum);
}

/** Whether SHA256SUMS names a file. */
export function isSummed(folder: string, name: string): boolean {
  return readSums(folder, name).length > 0;
}

/** The sums that SHA256SUMS gives for a name: one, or none. */
function readSums(folder: string, name: string): string[] {
  const sums: string[] = [];
  for (const { bytes } of readLines(path.join(folder, RUN_FILES.sums), LINE_BYTES_MAX)) {
    const line = bytes.toString('latin1');
    if (line.slice(64) === `  ${name}`) sums.push(line.slice(0, 64));
  }
  return sums;
}

function firstLines(file: string, count: number): FileLine[] {
  const lines: FileLine[] = [];
  for (const line of readLines(file, LINE_BYTES_MAX)) if (lines.push(line) === count) break;
  return lines;
}

/** The files that are summed, by path with `/`, in the order of the list; probes where there are any. */
function listSummedFiles(folder: string, checkpoints: readonly string[]): string[] {
  const { manifest, probes, result, rounds, timings } = RUN_FILES;
  const probed = readdirSync(folder).includes(probes) ? [probes] : [];
  const states = checkpoints.map((name) => `${CHECKPOINT_FOLDER}/${name}`);
  return [...states, manifest, ...probed, result, rounds, timings];
}

function hashFile(file: string): string {
  const hash = createHash('sha256');
  const descriptor = openRegular(file, { links: false });
  try {
    const chunk = Buffer.alloc(CHUNK_BYTES);
    for (let got = readSync(descriptor, chunk); got > 0; got = readSync(descriptor, chunk)) {
      hash.update(chunk.subarray(0, got));
    }
  } finally {
    closeSync(descriptor);
  }
  return hash.digest('hex');
}
