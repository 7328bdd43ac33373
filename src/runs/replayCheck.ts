import { readdirSync } from 'node:fs';
import path from 'node:path';
import { DivergenceError } from '../errors/divergenceError.js';
import type { ProbeRecord, Round } from '../rounds/round.js';
import { asDataErrors } from './throwDataError.js';
import { findEntries } from '../scenario/findEntries.js';
import { findRecordDifference, listMeasuredFields } from './recordDifference.js';
import { RUN_FILES } from './format.js';
import { scenarioAt } from './manifest.js';
import { findSampleDifference } from './sampleDifference.js';
import { readCoordinateSamples } from './coordinateSamples.js';
import { readRecords, type Recording } from './recording.js';
import { intactLines } from './checksummedLines.js';

/** A round that was played again, as far as it was recorded. */
type Replayed = Pick<Round, 'record' | 'probes'>;

/**
 * Compares rounds that are played again, from round `from` on and in order, with a recording.
 * It compares records, and probes up to the first torn or damaged line, which `resume` writes anew.
 * Who wants to know of such lines asks `checkSidecar` before.
 * Returns false for a round that is not recorded.
 * Throws a DivergenceError that names round, actor and field where one differs.
 */
export function createReplayCheck(
  recording: Recording,
  from: number,
  { tolerant }: { tolerant: boolean },
): (round: Replayed) => boolean {
  const records = readRecords(recording);
  for (let round = 0; round < Math.min(from, recording.rounds); round++) records.next();
  const findSamples = readRecordedSamples(recording);
  return ({ record, probes }) => {
    const recorded = records.next().value;
    if (!recorded) return false;
    const entries = findEntries(recording.catalogue, scenarioAt(recording.manifest, record.round));
    const difference = findRecordDifference(recorded, record, {
      tolerant,
      measured: listMeasuredFields(entries),
      attacks: entries.attacks,
    });
    if (difference !== null) throw new DivergenceError(difference);
    const recordedProbe = findSamples(record.round);
    const comparison = { record: recorded, attacks: entries.attacks, tolerant };
    const probe = recordedProbe && findSampleDifference(recordedProbe, probes, comparison);
    if (probe !== null) throw new DivergenceError(probe);
    return true;
  };
}

/** The recorded probes of a round; null where there are none. Rounds are to be asked for in rising order. */
function readRecordedSamples(recording: Recording): (round: number) => ProbeRecord | null {
  const { folder } = recording;
  if (!readdirSync(folder).includes(RUN_FILES.probes)) return () => null;
  const file = path.join(folder, RUN_FILES.probes);
  const lines = intactLines(readCoordinateSamples(file, recording));
  let next = asDataErrors(file, () => lines.next().value);
  return (round) => {
    while (next && next.value.round < round) next = lines.next().value;
    return next?.value.round === round ? next.value : null;
  };
}
