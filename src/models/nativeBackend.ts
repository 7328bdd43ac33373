import { createRequire } from 'node:module';
import { isMainThread } from 'node:worker_threads';
import { InputError } from '../errors/inputError.js';

const PACKAGE = '@tensorflow/tfjs-node'; // never a literal import: the package may be absent

/**
 * What TensorFlow reads when it is loaded.
 * One thread an instance, for krumble has threads of its own, and because sums over several
 * have another order on every machine; no oneDNN, which chooses its code by the processor.
 */
const SETTINGS = Object.freeze({
  TF_NUM_INTRAOP_THREADS: '1',
  TF_NUM_INTEROP_THREADS: '1',
  TF_ENABLE_ONEDNN_OPTS: '0',
  TF_CPP_MIN_LOG_LEVEL: '2',
});

/**
 * Makes the process ready for threads that load the native backend; to be called on the main thread before
 * there are any: only its environment reaches TensorFlow, and an addon that registers itself statically,
 * as old builds do, can be loaded by several threads only if the main thread has loaded it first.
 * Throws an InputError that says why it cannot be had here.
 */
export function prepareNative(): void {
  Object.assign(process.env, SETTINGS);
  try {
    loadAddon();
  } catch (cause) {
    throw unavailable(cause);
  }
}

/**
 * Loads the native backend into this thread and makes it the current one.
 * Returns its version.
 * Throws as `prepareNative`.
 */
export async function loadNative(): Promise<string> {
  if (isMainThread) prepareNative();
  try {
    restoreUtilities();
    await import(PACKAGE);
    const tf = await import('@tensorflow/tfjs-core');
    if (!(await tf.setBackend('tensorflow'))) throw new Error('it did not start');
    return `${tf.version_core}, TensorFlow ${loadAddon().TF_Version}`;
  } catch (cause) {
    throw unavailable(cause);
  }
}

/** The compiled part of the package. */
function loadAddon(): { readonly TF_Version: string } {
  const facts = createRequire(import.meta.url).resolve(`${PACKAGE}/package.json`);
  const own = createRequire(facts);
  const { find } = own('@mapbox/node-pre-gyp') as { find: (facts: string) => string };
  return own(find(facts)) as { TF_Version: string };
}

/** The package calls two functions of Node.js that 23 and newer no longer have. */
function restoreUtilities(): void {
  const util = createRequire(import.meta.url)('node:util') as Record<string, unknown>;
  util.isNullOrUndefined ??= (value: unknown) => value === null || value === undefined;
  util.isArray ??= Array.isArray;
}

function unavailable(cause: unknown): InputError {
  const { code, message } = (
    cause instanceof Error ? cause : new Error(String(cause))
  ) as NodeJS.ErrnoException;
  const isAbsent = code === 'MODULE_NOT_FOUND' && message.includes(`'${PACKAGE}`);
  const reason = isAbsent ? 'is not installed' : `does not load (${message.split('\n')[0]})`;
  return new InputError({
    field: 'backend',
    found: 'tensorflow',
    allowed: 'wasm',
    problem: `the optional package ${PACKAGE} ${reason}`,
  });
}
