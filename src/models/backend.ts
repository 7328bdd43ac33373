import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../errors/inputError.js';

/** The TensorFlow.js backends that krumble runs on. A result belongs to the backend that it was made on. */
export type BackendName = 'wasm' | 'tensorflow';

/** The backend and its version, as they are written to a run's manifest. */
export interface BackendFacts {
  readonly name: BackendName;
  readonly version: string;
}

/**
 * Loads a backend into this thread and makes it the current one.
 * Throws an InputError that says why, when it cannot be had here.
 */
export async function loadBackend(name: BackendName): Promise<BackendFacts> {
  if (name === 'wasm') await loadWasm();
  else await loadNative();
  return { name, version: tf.version_core };
}

async function loadWasm(): Promise<void> {
  const entry = createRequire(import.meta.url).resolve('@tensorflow/tfjs-backend-wasm');
  setWasmPaths(`${path.dirname(entry)}${path.sep}`);
  const undo = rememberCrashListeners();
  const available = await tf.setBackend('wasm');
  undo();
  if (!available) {
    throw new InputError({
      field: 'backend',
      found: 'wasm',
      problem: 'WebAssembly did not start in this Node.js',
    });
  }
}

/** The wasm loader hooks process-wide crash events to rethrow them; ours must stay the only ones. */
function rememberCrashListeners(): () => void {
  const events = ['uncaughtException', 'unhandledRejection'] as const;
  const before = events.map((event) => new Set(process.listeners(event as 'uncaughtException')));
  return () => {
    for (const [index, event] of events.entries()) {
      for (const listener of process.listeners(event as 'uncaughtException')) {
        if (!before[index].has(listener)) process.removeListener(event, listener);
      }
    }
  };
}

async function loadNative(): Promise<void> {
  const optional = '@tensorflow/tfjs-node'; // not a literal import: the package may be absent
  try {
    await import(optional);
    if (!(await tf.setBackend('tensorflow'))) throw new Error('it did not start');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new InputError({
      field: 'backend',
      found: 'tensorflow',
      allowed: 'wasm',
      problem: `the optional package ${optional} does not load here (${reason})`,
    });
  }
}
