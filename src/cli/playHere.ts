import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline/promises';
import { nodeFlags } from '../cluster/nodeFlags.js';
import { EXIT } from './exitCodes.js';
import { PROGRAM_FILE } from './programFile.js';

/**
 * Runs a command of krumble on this terminal, until it ends.
 * Returns its exit code, a fault where it was killed.
 */
export async function playHere(words: readonly string[]): Promise<number> {
  // ctrl-c is for the command: who ends that has not left what it was begun from.
  const ignore = () => undefined;
  process.on('SIGINT', ignore);
  try {
    const child = spawn(process.execPath, [...nodeFlags(), PROGRAM_FILE, ...words], { stdio: 'inherit' });
    return await new Promise<number>((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve(code ?? EXIT.fault));
    });
  } finally {
    process.off('SIGINT', ignore);
  }
}

/** What is typed at a question; null at the end of the input and on ctrl-c. */
export async function askHere(question: string): Promise<string | null> {
  process.stdin.ref(); // a screen let go of it
  const reading = createInterface({ input: process.stdin, output: process.stdout });
  try {
    const closed = new Promise<null>((resolve) => reading.once('close', () => resolve(null)));
    return await Promise.race([reading.question(question), closed]);
  } finally {
    reading.close();
  }
}
