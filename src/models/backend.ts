import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../errors/inputError.js';
import { loadNative, prepareNative } from './nativeBackend.js';
import { selfCheck } from './selfCheck.js';

/** The TensorFlow.js backends that krumble runs on. A result belongs to the backend that it was made on. */
export type BackendName = 'wasm' | 'tensorflow';

/** The backend and its version, as they are written to a run's manifest. */
export interface BackendFacts {
  readonly name: BackendName;
  readonly version: string;
}

/**
 * Loads a backend into this thread, makes it the current one and has it compute something that is known.
 * Throws an InputError that says why, when it cannot be had here.
 */
export async function loadBackend(name: BackendName): Promise<BackendFacts> {
  const version = name === 'wasm' ? await loadWasm() : await loadNative();
  try {
    selfCheck();
  } catch (cause) {
    throw new InputError({ field: 'backend', found: name, problem: (cause as Error).message });
  }
  return { name, version };
}

/** To be called on the main thread before there are threads that load a backend. Throws as `loadBackend`. */
export function prepareBackend(name: BackendName): void {
  if (name === 'tensorflow') prepareNative();
}

async function loadWasm(): Promise<string> {
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
  return tf.version_core;
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
