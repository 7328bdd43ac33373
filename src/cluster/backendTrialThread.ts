import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { InputError } from '../errors/inputError.js';
import { type BackendName, loadBackend } from '../models/backend.js';
import { initialParameters } from '../models/initialParameters.js';
import { countElements, hasBatchNorm } from '../models/layout.js';
import { lossAndGradient, openModel } from '../models/model.js';
import type { ModelEntry } from '../models/modelEntry.js';
import { models } from '../models/models.js';
import { nowMs } from './clock.js';

/** What a thread found on a backend. */
export interface Answer {
  readonly version: string;
  /** Of the gradients' bits. */
  readonly hash: string;
  /** By the names of models. */
  readonly gradientMs: Readonly<Record<string, number>>;
}

/** The paper's batch. */
const BATCH = 83;
/** Deep networks, which have batch norm, take seconds for a gradient. */
const MODELS: readonly ModelEntry[] = models.filter((model) => !hasBatchNorm(model));
const TIMES = 15;

const { name: backend, isTimed } = workerData as { name: BackendName; isTimed: boolean };
try {
  const { version } = await loadBackend(backend);
  const found = await Promise.all(MODELS.map((model) => timeGradient(model, isTimed ? TIMES : 1)));
  const hash = createHash('sha256');
  for (const { gradient } of found) hash.update(gradient);
  const gradientMs = Object.fromEntries(MODELS.map(({ name }, k) => [name, found[k].medianMs]));
  const answer: Answer = { version, hash: hash.digest('hex'), gradientMs: isTimed ? gradientMs : {} };
  parentPort!.postMessage({ answer, problem: null });
} catch (error) {
  const problem = (error instanceof InputError && error.mistake.problem) || (error as Error).message;
  parentPort!.postMessage({ answer: null, problem });
}

/** The gradient of a batch like images: three quarters of it background. */
async function timeGradient(
  layout: ModelEntry,
  times: number,
): Promise<{ gradient: Uint8Array; medianMs: number }> {
  const model = await openModel(layout);
  const images = Float64Array.from({ length: BATCH * countElements(layout.inputShape) }, (_, k) =>
    k % 4 === 3 ? ((k * 7919) % 1009) / 504.5 - 1 : -0.5,
  );
  const labels = Int32Array.from({ length: BATCH }, (_, b) => b % layout.classes);
  const parameters = initialParameters(layout, 0);
  const gradient = new Float32Array(parameters.length);
  const takenMs: number[] = [];
  for (let time = 0; time < times; time++) {
    const startMs = nowMs();
    lossAndGradient(model, parameters, { images, labels }, gradient);
    takenMs.push(nowMs() - startMs);
  }
  const medianMs = takenMs.sort((a, b) => a - b)[times >> 1];
  return { gradient: new Uint8Array(gradient.buffer), medianMs };
}
