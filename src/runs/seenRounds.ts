import path from 'node:path';
import type { LinePlace } from '../files/lines.js';
import type { RoundRecord, SeenRound } from '../rounds/round.js';
import { type BesideRounds, besideRounds } from './besideRounds.js';
import { RUN_FILES } from './format.js';
import type { Played } from './journal.js';
import { readProbes } from './probes.js';
import { type Recording, recordsOf } from './recording.js';
import type { SealedEntry } from './sealedLines.js';
import { readTimings } from './timings.js';

/** Adds to the records of a run what else its folder says of their rounds. */
export interface Completion {
  /** Takes records in the order of their rounds. */
  seen(record: RoundRecord): SeenRound;
  /** Lets the files go until the next record; see `BesideRounds`. */
  release(): void;
}

/**
 * The records of a recording, at most `count` from the first
 * on, each with all else that is known of its round.
 */
export function* seenRoundsOf(
  recording: Recording,
  count: number,
  onNotice: (text: string) => void,
): Generator<SeenRound, void, undefined> {
  const completion = completionOf(recording.folder, recording, onNotice);
  try {
    for (const record of recordsOf(recording, count)) yield completion.seen(record);
  } finally {
    completion.release();
  }
}

/** What a run folder says of rounds besides their records; `onNotice` is told of what is damaged. */
export function completionOf(folder: string, played: Played, onNotice: (text: string) => void): Completion {
  const beside = <T extends { readonly round: number }>(
    name: string,
    read: (file: string, from: LinePlace) => Generator<SealedEntry<T>, void, undefined>,
    what: string,
  ): BesideRounds<T> =>
    besideRounds(path.join(folder, name), read, (problem) =>
      onNotice(`${problem}; from there on rounds are shown without their ${what}`),
    );
  const timings = beside(RUN_FILES.timings, readTimings, 'times');
  const probes = beside(RUN_FILES.probes, (file, from) => readProbes(file, played, from), 'probes');
  return {
    seen: (record) => ({ record, timing: timings.of(record.round), probes: probes.of(record.round) }),
    release: () => {
      timings.release();
      probes.release();
    },
  };
}
