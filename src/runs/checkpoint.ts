import { createHash } from 'node:crypto';
import { reportHash, viewBytes } from '../actors/reportHash.js';
import { stateHash } from '../actors/stateHash.js';
import { countValues, MOMENTA, PARAMETERS, type StateTensor, VELOCITY } from '../actors/stateTensors.js';
import { show } from '../errors/show.js';
import { readBounded } from '../files/readBounded.js';
import { type Layout, parameterCount, stateLayout, tensorViews } from '../models/layout.js';
import { fromSafetensors, HEADER_BYTES_MAX } from '../models/readSafetensors.js';
import { toSafetensors } from '../models/writeSafetensors.js';
import type { State } from '../rounds/state.js';
import { asDataErrors, throwDataError } from './throwDataError.js';
import type { Vouched } from './recording.js';

/**
 * A state as the bytes of a safetensors file: the parameters under their names,
 * the velocity as `velocity/...`, and what else lasts under the names of its tensors;
 * as metadata the number of rounds, the journal's digest after them, and the SHA-256 of each tensor.
 */
export function encodeCheckpoint(state: State, layout: Layout, tensors: readonly StateTensor[]): Uint8Array {
  const { round, digest } = state;
  const kept = keptTensors(round, tensors);
  const values = new Float32Array(kept.reduce((sum, tensor) => sum + countValues(tensor), 0));
  let from = 0;
  for (const { name, ...tensor } of kept) {
    const given = state.tensors[name];
    if (given !== undefined) values.set(given, from);
    from += countValues({ name, ...tensor });
  }
  const whole = stateLayout(layout, otherTensors(kept));
  const metadata = { round: String(round), digest, ...tensorHashes(values, whole) };
  return toSafetensors(values, whole, metadata);
}

/** Before round 0 everything but the parameters is zero, and only the velocity of that is kept. */
function keptTensors(round: number, tensors: readonly StateTensor[]): readonly StateTensor[] {
  return round === 0 ? tensors.filter(({ owner }) => owner === 'shards') : tensors;
}

/** Those that a layout does not name by its own tensors. */
function otherTensors(tensors: readonly StateTensor[]): readonly StateTensor[] {
  return tensors.filter(({ owner }) => owner !== 'shards');
}

/**
 * Reads a checkpoint that was made after `round` rounds of a scenario with these tensors.
 * Throws a DataError that names the file and the tensor when any byte of it is not as it was written.
 */
export function readCheckpoint(
  file: string,
  round: number,
  layout: Layout,
  tensors: readonly StateTensor[],
): State {
  const kept = keptTensors(round, tensors);
  const whole = stateLayout(layout, otherTensors(kept));
  const bytes = asDataErrors(file, () =>
    readBounded(file, { bytesMax: 4 * parameterCount(whole) + HEADER_BYTES_MAX + 8, links: false }),
  );
  const { values, metadata } = asDataErrors(file, () => fromSafetensors(bytes, whole, file));
  if (metadata.round !== String(round)) {
    throwDataError(file, { field: 'round', found: show(metadata.round), allowed: show(String(round)) });
  }
  const { digest = '' } = metadata;
  if (!/^[0-9a-f]{64}$/.test(digest)) {
    throwDataError(file, { field: 'digest', found: show(metadata.digest), allowed: '64 hex digits' });
  }
  for (const [field, hash] of Object.entries(tensorHashes(values, whole))) {
    if (metadata[field] !== hash)
      throwDataError(file, { field, found: show(metadata[field]), allowed: show(hash) });
  }
  const state = { round, digest, tensors: cutTensors(values, kept) };
  const wanted = encodeCheckpoint(state, layout, tensors);
  const at = bytes.findIndex((byte, index) => byte !== wanted[index]);
  if (at >= 0 || bytes.length !== wanted.length) {
    throwDataError(file, { field: 'header', problem: `not as krumble writes it, from byte ${at} on` });
  }
  return state;
}

function cutTensors(values: Float32Array, tensors: readonly StateTensor[]): Record<string, Float32Array> {
  let from = 0;
  return Object.fromEntries(
    tensors.map((tensor) => {
      const to = from + countValues(tensor);
      const cut = values.slice(from, to);
      from = to;
      return [tensor.name, cut];
    }),
  );
}

/** Says so when a checkpoint is not the state that the journal vouches for. */
export function checkAgainstRecord(file: string, state: State, { digest, record }: Vouched): void {
  if (state.digest !== digest) {
    throwDataError(file, { field: 'digest', found: state.digest, allowed: `${digest}, as in the journal` });
  }
  if (record === null) return;
  const found = stateHash(state.tensors[PARAMETERS], state.tensors[VELOCITY]);
  if (found !== record.state) {
    throwDataError(file, { field: 'tensors', found, allowed: `${record.state}, the journal's state` });
  }
  checkMomenta(file, state, record);
  checkMemory(file, state, record);
}

/** What rule and attack remember is vouched for by a hash of its own, tensor by tensor in their order. */
function checkMemory(
  file: string,
  { tensors }: State,
  { memory, own }: NonNullable<Vouched['record']>,
): void {
  const isVouched = (name: string) => /^(rule|attack)\//.test(name) || (name === MOMENTA && own === null);
  const remembered = Object.entries(tensors).filter(([name]) => isVouched(name));
  if (remembered.length === 0) return;
  const hash = createHash('sha256');
  for (const [, values] of remembered) hash.update(viewBytes(values));
  const found = hash.digest('hex');
  if (found !== memory)
    throwDataError(file, { field: 'memory', found, allowed: `${memory}, by the journal` });
}

/** A worker's momentum is what it reported, or confided to the adversary, in the last round. */
function checkMomenta(file: string, state: State, { own }: NonNullable<Vouched['record']>): void {
  if (own === null) return;
  const size = state.tensors[PARAMETERS].length;
  const momenta = state.tensors[MOMENTA] ?? new Float32Array();
  for (let worker = 0; worker * size < momenta.length; worker++) {
    const found = reportHash(momenta.subarray(worker * size, (worker + 1) * size));
    if (found === own[worker]) continue;
    throwDataError(file, { field: `momenta.${worker}`, found, allowed: `${own[worker]}, by the journal` });
  }
}

function tensorHashes(values: Float32Array, layout: Layout): Record<string, string> {
  const views = tensorViews(layout, values);
  return Object.fromEntries(
    layout.tensors.map(({ name }, index) => [
      `sha256 ${name}`,
      createHash('sha256').update(viewBytes(views[index])).digest('hex'),
    ]),
  );
}
