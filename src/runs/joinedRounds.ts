import path from 'node:path';
import type { LinePlace } from '../files/readLines.js';
import type { JoinedRound, RoundRecord } from '../rounds/round.js';
import { createSidecarReader, type SidecarReader } from './sidecarReader.js';
import { RUN_FILES } from './format.js';
import type { Played } from './journal.js';
import { readCoordinateSamples } from './coordinateSamples.js';
import { readRecords, type Recording } from './recording.js';
import type { ChecksummedEntry } from './checksummedLines.js';
import { readTimings } from './timings.js';

/** Adds to the records of a run what else its folder says of their rounds. */
export interface RoundJoiner {
  /** Takes records in the order of their rounds. */
  join(record: RoundRecord): JoinedRound;
  /** Lets the files go until the next record; see `SidecarReader`. */
  release(): void;
}

/**
 * The records of a recording, at most `count` from the first
 * on, each with all else that is known of its round.
 */
export function* readJoinedRounds(
  recording: Recording,
  count: number,
  onIncident: (text: string) => void,
): Generator<JoinedRound, void, undefined> {
  const joiner = createRoundJoiner(recording.folder, recording, onIncident);
  try {
    for (const record of readRecords(recording, count)) yield joiner.join(record);
  } finally {
    joiner.release();
  }
}

/** What a run folder says of rounds besides their records; `onIncident` is told of what is damaged. */
export function createRoundJoiner(
  folder: string,
  played: Played,
  onIncident: (text: string) => void,
): RoundJoiner {
  const openSidecar = <T extends { readonly round: number }>(
    name: string,
    read: (file: string, from: LinePlace) => Generator<ChecksummedEntry<T>, void, undefined>,
    what: string,
  ): SidecarReader<T> =>
    createSidecarReader(path.join(folder, name), read, (problem) =>
      onIncident(`${problem}; from there on rounds are shown without their ${what}`),
    );
  const timings = openSidecar(RUN_FILES.timings, readTimings, 'times');
  const probes = openSidecar(
    RUN_FILES.probes,
    (file, from) => readCoordinateSamples(file, played, from),
    'probes',
  );
  return {
    join: (record) => ({ record, timing: timings.read(record.round), probes: probes.read(record.round) }),
    release: () => {
      timings.release();
      probes.release();
    },
  };
}
