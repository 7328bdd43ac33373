import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished, vi } from 'vitest';
import { temporaryFolder } from './program.js';
import { virtualTerminal } from './virtualTerminal.js';

const MAIN = fileURLToPath(new URL('../../dist/bundle/main.js', import.meta.url));

/**
 * Whether util-linux's `script`, which opens pseudo-terminals, is here.
 * Other systems' `script` takes other options.
 */
export function hasPseudoTerminals(): boolean {
  const { stdout } = spawnSync('script', ['--version'], { encoding: 'utf8' });
  if (stdout?.includes('util-linux')) return true;
  process.stderr.write('SKIPPED: tests in a pseudo-terminal, for they need `script` of util-linux\n');
  return false;
}

/** Starts the built program in a terminal of that size, as a person does. */
export function inTerminal(
  args: readonly string[],
  { cwd, columns = 80, rows = 24 }: { cwd: string; columns?: number; rows?: number },
) {
  const nameFile = path.join(temporaryFolder(), 'terminal');
  const program = [process.execPath, MAIN, ...args].map(quoted).join(' ');
  const command = `tty >${quoted(nameFile)}; stty cols ${columns} rows ${rows}; exec ${program}`;
  const { NODE_ENV: _, CI: __, NO_COLOR: ___, ...env } = process.env;
  const child = spawn('script', ['--quiet', '--return', '--flush', '--command', command, '/dev/null'], {
    cwd,
    env: { ...env, TERM: 'xterm-256color', SHELL: '/bin/sh' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const seen = virtualTerminal(columns, rows);
  child.stdout.setEncoding('utf8').on('data', seen.write);
  child.stdin.on('error', () => undefined); // a key may be pressed when the program has just gone
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const text = async () => (await seen.lines()).join('\n');
  return {
    press: (keys: string) => void child.stdin.write(keys),
    /** The screen as text, once it matches. */
    saw: (what: RegExp | string): Promise<string> =>
      vi.waitFor(
        async () => {
          const shown = await text();
          if (!shown.match(what)) throw new Error(`there is no ${what} in\n${shown}`);
          return shown;
        },
        { timeout: 30_000, interval: 20 },
      ),
    /** Gives the terminal another size, of which the kernel tells the program. */
    resize: (toColumns: number, toRows: number) => {
      seen.resize(toColumns, toRows);
      const name = readFileSync(nameFile, 'utf8').trim();
      execFileSync('stty', ['-F', name, 'cols', String(toColumns), 'rows', String(toRows)]);
    },
    written: seen.written,
    text,
    /** The exit code. */
    ended,
  };
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
