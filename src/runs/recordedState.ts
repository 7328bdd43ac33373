import path from 'node:path';
import { listStateTensors, PARAMETERS, VELOCITY } from '../actors/stateTensors.js';
import { initialParameters } from '../models/initialParameters.js';
import { firstDigest } from '../rounds/digest.js';
import type { State } from '../rounds/state.js';
import { findEntries } from '../scenario/findEntries.js';
import { checkAgainstRecord, readCheckpoint } from './checkpoint.js';
import { throwDataError } from './throwDataError.js';
import { CHECKPOINT_FOLDER, checkpointName, RUN_FILES } from './format.js';
import { scenarioAt } from './manifest.js';
import type { Recording } from './recording.js';

/** The state after so many rounds from its checkpoint, which is checked against the journal. */
export function stateFromCheckpoint(
  { folder, manifest, catalogue, vouchedAt }: Recording,
  rounds: number,
): State {
  const file = path.join(folder, CHECKPOINT_FOLDER, checkpointName(rounds));
  const scenario = scenarioAt(manifest, rounds - 1);
  const entries = findEntries(catalogue, scenario);
  const state = readCheckpoint(file, rounds, entries.model, listStateTensors(scenario, entries));
  if (rounds === 0) {
    const start = firstDigest(state.tensors[PARAMETERS]);
    if (start !== manifest.start || state.tensors[VELOCITY].some((value) => value !== 0)) {
      throwDataError(file, {
        field: 'tensors',
        found: start,
        allowed: `${manifest.start}, the manifest's start`,
      });
    }
  }
  checkAgainstRecord(file, state, vouchedAt(rounds));
  return state;
}

/** The state from which `rounds` rounds are completed: the latest checkpoint there is, or round 0. */
export function stateBefore(recording: Recording, rounds: number): State {
  const most = Math.min(rounds, recording.rounds);
  const latest = recording.checkpoints.findLast((count) => count <= most);
  return latest === undefined || latest === 0
    ? initialState(recording)
    : stateFromCheckpoint(recording, latest);
}

/** The state before round 0: from its checkpoint, or drawn from the seed. */
export function initialState(recording: Recording): State {
  const { manifest, catalogue } = recording;
  if (manifest.initial !== null) return stateFromCheckpoint(recording, 0);
  const { scenario } = manifest.history[0] ?? manifest;
  const { model } = findEntries(catalogue, scenario);
  const parameters = initialParameters(model, scenario.seed, scenario.training.initialisation);
  const start = firstDigest(parameters);
  if (start !== manifest.start) {
    const file = path.join(recording.folder, RUN_FILES.manifest);
    throwDataError(file, { field: 'start', found: manifest.start, allowed: `${start}, drawn from the seed` });
  }
  const velocity = new Float32Array(parameters.length);
  return { round: 0, digest: start, tensors: { [PARAMETERS]: parameters, [VELOCITY]: velocity } };
}
