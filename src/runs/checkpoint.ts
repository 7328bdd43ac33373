import { createHash } from 'node:crypto';
import { bytesOf } from '../actors/reportHash.js';
import { stateHash } from '../actors/stateHash.js';
import { show } from '../errors/show.js';
import { readBounded } from '../files/readBounded.js';
import { type Layout, parameterCount, stateLayout, tensorViews } from '../models/layout.js';
import { fromSafetensors, HEADER_BYTES_MAX } from '../models/readSafetensors.js';
import { toSafetensors } from '../models/writeSafetensors.js';
import type { State } from '../rounds/state.js';
import { damaged, readingRun } from './damage.js';

/**
 * A state as the bytes of a safetensors file: the parameters under their names, the velocity as `velocity/...`; as
 * metadata the number of rounds, the journal's digest after them, and the SHA-256 of each tensor.
 */
export function encodeCheckpoint({ round, digest, parameters, velocity }: State, layout: Layout): Uint8Array {
  const values = new Float32Array(2 * parameters.length);
  values.set(parameters);
  values.set(velocity, parameters.length);
  const whole = stateLayout(layout);
  const metadata = { round: String(round), digest, ...tensorHashes(values, whole) };
  return toSafetensors(values, whole, metadata);
}

/**
 * Reads a checkpoint that was made after `round` rounds. Throws a DataError that names the file and the tensor when
 * any byte of it is not as it was written.
 */
export function readCheckpoint(file: string, round: number, layout: Layout): State {
  const size = parameterCount(layout);
  const whole = stateLayout(layout);
  const bytes = readingRun(file, () =>
    readBounded(file, { bytesMax: 8 * size + HEADER_BYTES_MAX + 8, links: false }),
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
  const state = { round, digest, parameters: values.slice(0, size), velocity: values.slice(size) };
  const wanted = encodeCheckpoint(state, layout);
  const at = bytes.findIndex((byte, index) => byte !== wanted[index]);
  if (at >= 0 || bytes.length !== wanted.length) {
    damaged(file, { field: 'header', problem: `not as krumble writes it, from byte ${at} on` });
  }
  return state;
}

/** Says so when a checkpoint is not the state that the journal vouches for. */
export function checkAgainstRecord(
  file: string,
  state: State,
  expected: { readonly digest: string; readonly state: string | null },
): void {
  if (state.digest !== expected.digest) {
    damaged(file, { field: 'digest', found: state.digest, allowed: `${expected.digest}, as in the journal` });
  }
  const found = stateHash(state.parameters, state.velocity);
  if (expected.state !== null && found !== expected.state) {
    damaged(file, { field: 'tensors', found, allowed: `${expected.state}, the journal's state` });
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
