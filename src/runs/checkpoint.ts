import { createHash } from 'node:crypto';
import { bytesOf, reportHash } from '../actors/reportHash.js';
import { stateHash } from '../actors/stateHash.js';
import { show } from '../errors/show.js';
import { readBounded } from '../files/readBounded.js';
import { type Layout, parameterCount, stateLayout, tensorViews } from '../models/layout.js';
import { fromSafetensors, HEADER_BYTES_MAX } from '../models/readSafetensors.js';
import { toSafetensors } from '../models/writeSafetensors.js';
import type { State } from '../rounds/state.js';
import { damaged, readingRun } from './damage.js';
import type { Vouched } from './recording.js';

/**
 * A state as the bytes of a safetensors file.
 * The parameters have their own names, the velocity is `velocity/...`.
 * The workers' momenta, where they have any, are `momenta`.
 * The metadata is the number of rounds, the journal's digest after them, and the SHA-256 of each tensor.
 */
export function encodeCheckpoint(state: State, layout: Layout): Uint8Array {
  const { round, digest, parameters, velocity } = state;
  const momenta = momentaIn(state);
  const values = new Float32Array(2 * parameters.length + momenta.length);
  values.set(parameters);
  values.set(velocity, parameters.length);
  values.set(momenta, 2 * parameters.length);
  const whole = stateLayout(layout, momenta.length / parameters.length);
  const metadata = { round: String(round), digest, ...tensorHashes(values, whole) };
  return toSafetensors(values, whole, metadata);
}

/** Before round 0 every momentum is zero, and is not kept. */
function momentaIn({ round, momenta }: State): Float32Array {
  return round === 0 || momenta === null ? new Float32Array() : momenta;
}

/**
 * Reads a checkpoint made after `round` rounds, with the momenta of so many workers after the last of them.
 * Throws a DataError that names the file and the tensor when any byte is not as it was written.
 */
export function readCheckpoint(file: string, round: number, layout: Layout, workers: number): State {
  const size = parameterCount(layout);
  const whole = stateLayout(layout, round === 0 ? 0 : workers);
  const bytes = readingRun(file, () =>
    readBounded(file, { bytesMax: 4 * parameterCount(whole) + HEADER_BYTES_MAX + 8, links: false }),
  );
  const { values, metadata } = readingRun(file, () => fromSafetensors(bytes, whole, file));
  if (metadata.round !== String(round)) {
    damaged(file, { field: 'round', found: show(metadata.round), allowed: show(String(round)) });
  }
  const { digest = '' } = metadata;
  if (!/^[0-9a-f]{64}$/.test(digest)) {
    damaged(file, { field: 'digest', found: show(metadata.digest), allowed: '64 hex digits' });
  }
  for (const [field, hash] of Object.entries(tensorHashes(values, whole))) {
    if (metadata[field] !== hash) damaged(file, { field, found: show(metadata[field]), allowed: show(hash) });
  }
  const momenta = values.length === 2 * size ? null : values.slice(2 * size);
  const parameters = values.slice(0, size);
  const state = { round, digest, parameters, velocity: values.slice(size, 2 * size), momenta };
  const wanted = encodeCheckpoint(state, layout);
  const at = bytes.findIndex((byte, index) => byte !== wanted[index]);
  if (at >= 0 || bytes.length !== wanted.length) {
    damaged(file, { field: 'header', problem: `not as krumble writes it, from byte ${at} on` });
  }
  return state;
}

/** Says so when a checkpoint is not the state that the journal vouches for. */
export function checkAgainstRecord(file: string, state: State, { digest, record }: Vouched): void {
  if (state.digest !== digest) {
    damaged(file, { field: 'digest', found: state.digest, allowed: `${digest}, as in the journal` });
  }
  if (record === null) return;
  const found = stateHash(state.parameters, state.velocity);
  if (found !== record.state) {
    damaged(file, { field: 'tensors', found, allowed: `${record.state}, the journal's state` });
  }
  checkMomenta(file, state, record);
}

/** A worker's momentum is what it reported, or confided to the adversary, in the last round. */
function checkMomenta(
  file: string,
  state: State,
  { confided = [], reports }: NonNullable<Vouched['record']>,
): void {
  const size = state.parameters.length;
  const own = [...confided, ...reports.slice(confided.length)];
  const momenta = momentaIn(state);
  for (let worker = 0; worker * size < momenta.length; worker++) {
    const found = reportHash(momenta.subarray(worker * size, (worker + 1) * size));
    if (found === own[worker]) continue;
    damaged(file, { field: `momenta.${worker}`, found, allowed: `${own[worker]}, by the journal` });
  }
}

function tensorHashes(values: Float32Array, layout: Layout): Record<string, string> {
  const views = tensorViews(layout, values);
  return Object.fromEntries(
    layout.tensors.map(({ name }, index) => [
      `sha256 ${name}`,
      createHash('sha256').update(bytesOf(views[index])).digest('hex'),
    ]),
  );
}
