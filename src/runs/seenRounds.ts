import path from 'node:path';
import type { LinePlace } from '../files/lines.js';
import type { RoundRecord, RoundTiming, SeenRound } from '../rounds/round.js';
import { type BesideRounds, besideRounds } from './besideRounds.js';
import { RUN_FILES } from './format.js';
import { type Recording, recordsOf } from './recording.js';
import { readTimings } from './timings.js';

/** Adds to the records of a run what else its folder says of their rounds. */
export interface Completion {
  /** Takes records in the order of their rounds. */
  seen(record: RoundRecord): SeenRound;
  /** Lets the files go until the next record; see `BesideRounds`. */
  release(): void;
}

/** The records of a recording, from the first on and at most `count` of them, each with what else is known of its round. */
export function* seenRoundsOf(
  recording: Recording,
  count: number,
  onNotice: (text: string) => void,
): Generator<SeenRound, void, undefined> {
  const completion = completionOf(recording.folder, onNotice);
  try {
    for (const record of recordsOf(recording, count)) yield completion.seen(record);
  } finally {
    completion.release();
  }
}

/** What a run folder says of rounds besides their records; `onNotice` is told of what is damaged. */
export function completionOf(folder: string, onNotice: (text: string) => void): Completion {
  const timings: BesideRounds<RoundTiming> = besideRounds(
    path.join(folder, RUN_FILES.timings),
    timingEntries,
    (problem) => onNotice(`${problem}; from there on rounds are shown without their times`),
  );
  return {
    seen: (record) => ({ record, timing: timings.of(record.round), probes: null }),
    release: timings.release,
  };
}

function* timingEntries(file: string, from: LinePlace) {
  for (const { timing, end } of readTimings(file, from)) yield { value: timing, end };
}
