import { createRequire } from 'node:module';
import path from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { InputError } from '../errors/inputError.js';

/**
 * Loads the wasm backend of TensorFlow.js into this thread and makes it the current one.
 * Throws an InputError that says why, when it cannot be had here.
 */
export async function loadWasm(): Promise<void> {
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
