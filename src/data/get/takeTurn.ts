import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { InputError } from '../../errors/inputError.js';
import { systemProblem } from '../../errors/systemError.js';

/**
 * Lets one process at a time do what `file` stands for. Returns a function that ends the turn.
 * The file of a process that is gone is taken over.
 * Throws an InputError that names the process while it lives.
 */
export function takeTurn(file: string): () => void {
  const own = `${process.pid}\n`;
  for (let attempt = 1; ; attempt++) {
    try {
      writeFileSync(file, own, { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST' || attempt > 2) {
        throw new InputError({ place: { file }, problem: `cannot be written: ${systemProblem(error)}` });
      }
    }
    const holder = readHolder(file);
    if (holder !== null && isAlive(holder)) {
      const problem = `process ${holder} is at it already; if it is not, remove this file`;
      throw new InputError({ place: { file }, problem });
    }
    rmSync(file, { force: true });
  }
}

function readHolder(file: string): number | null {
  try {
    const text = readFileSync(file, 'latin1').trim();
    return /^\d{1,10}$/.test(text) ? Number(text) : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
