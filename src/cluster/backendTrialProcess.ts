import { Worker } from 'node:worker_threads';
import { InputError } from '../errors/inputError.js';
import { type BackendName, prepareBackend } from '../models/backend.js';
import type { BackendTrial } from './backendTrial.js';
import type { Answer } from './backendTrialThread.js';

// A process of its own, in which a backend is tried: see probeBackend.
const [, , name, timed] = process.argv as [string, string, BackendName, string?];
process.stdout.write(JSON.stringify(await tryBackend()));

async function tryBackend(): Promise<BackendTrial> {
  try {
    prepareBackend(name);
    const together = await Promise.all([ask(false), ask(false)]);
    if (together[0].hash !== together[1].hash) {
      return { usable: false, problem: 'two threads computed different bits from the same numbers' };
    }
    const { version, gradientMs } = timed ? await ask(true) : together[0];
    return { usable: true, version, gradientMs };
  } catch (error) {
    const problem = error instanceof InputError ? error.mistake.problem : undefined;
    return { usable: false, problem: problem ?? (error as Error).message };
  }
}

function ask(isTimed: boolean): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('../../dist/bundle/backendTrialThread.js', import.meta.url), {
      workerData: { name, isTimed },
    });
    worker.once('message', ({ answer, problem }: { answer: Answer; problem: string | null }) =>
      problem === null ? resolve(answer) : reject(new Error(problem)),
    );
    worker.once('error', reject);
    worker.once('exit', (code) => reject(new Error(`a thread that loads it ended with ${code}`)));
  });
}
