import { createRequire } from 'node:module';
import { InputError } from '../errors/inputError.js';
import { invariant } from '../errors/invariantError.js';
import { simd } from '../kernels/simd.js';
import { loadNative, prepareNative } from './nativeBackend.js';

/** The TensorFlow.js backends that krumble runs on. A result belongs to the backend that it was made on. */
export const BACKENDS = ['wasm', 'tensorflow'] as const;
export type BackendName = (typeof BACKENDS)[number];

/** The backend and its version, as they are written to a run's manifest. */
export interface BackendFacts {
  readonly name: BackendName;
  readonly version: string;
}

let current: BackendName | null = null;
let loading: { readonly name: BackendName; readonly done: Promise<void> } | null = null;

/**
 * Makes a backend this thread's. `wasm` needs krumble's own kernels at once, and TensorFlow.js only for
 * networks that they cannot compute whole (`loadTensors`); the native one is loaded.
 * Throws an InputError that says why, when it cannot be had here.
 */
export async function loadBackend(name: BackendName): Promise<BackendFacts> {
  if (name === 'wasm') simd();
  const version = name === 'wasm' ? tensorsVersion() : await loadNative();
  current = name;
  return { name, version };
}

/** The backend of this thread. Throws an InvariantError before one is loaded. */
export function currentBackend(): BackendName {
  invariant(current !== null, 'no backend is loaded');
  return current;
}

/**
 * Loads what computes tensors on this thread's backend, and has it compute something that is known;
 * once, whoever asks meanwhile. Throws an InputError that says why, when it cannot be had here.
 */
export function loadTensors(): Promise<void> {
  const name = currentBackend();
  if (loading?.name !== name) loading = { name, done: loadAndTry(name) };
  return loading.done;
}

async function loadAndTry(name: BackendName): Promise<void> {
  if (name === 'wasm') await (await import('./wasmBackend.js')).loadWasm();
  const { selfCheck } = await import('./selfCheck.js');
  try {
    selfCheck();
  } catch (cause) {
    throw new InputError({ field: 'backend', found: name, problem: (cause as Error).message });
  }
}

/** To be called on the main thread before there are threads that load a backend. Throws as `loadBackend`. */
export function prepareBackend(name: BackendName): void {
  if (name === 'tensorflow') prepareNative();
  else simd();
}

/** As TensorFlow.js says it of itself, without loading it. */
function tensorsVersion(): string {
  const facts = createRequire(import.meta.url)('@tensorflow/tfjs-core/package.json') as { version: string };
  return facts.version;
}
