import type { Catalogue } from '../catalogue/catalogue.js';
import { FIRST_LINE, readLines } from '../files/readLines.js';
import { chainDigestOfJson } from '../rounds/digest.js';
import type { RoundRecord } from '../rounds/round.js';
import { findEntries, type ScenarioEntries } from '../scenario/findEntries.js';
import type { Scenario } from '../scenario/scenario.js';
import { parseRunJson, throwDataError } from './throwDataError.js';
import { isDataErrorDetails } from './dataErrorDetails.js';
import { type Manifest, scenarioAt } from './manifest.js';
import { type ExpectedRound, parseRecord } from './recordSchema.js';

const LINE_BYTES_MAX = 4 << 20;

/** A line of rounds.jsonl that is in order. */
export interface JournalLine {
  readonly record: RoundRecord;
  readonly bytes: Buffer;
  /** Offset of the next one. */
  readonly end: number;
}

/** Such a line, or the torn rest behind the last one. */
export type JournalEntry = JournalLine | { readonly record: null; readonly bytes: Buffer };

/** The line of a record, as it is written. */
export function journalLine(record: RoundRecord): Buffer {
  return Buffer.from(`${JSON.stringify(record)}\n`);
}

/** A manifest, and what the names in its scenarios mean. */
export interface Played {
  readonly manifest: Manifest;
  readonly catalogue: Catalogue;
}

/**
 * Reads rounds.jsonl line by line.
 * Each line is checked by form, by what its scenario allows, and by the digest, which is computed anew.
 * A torn end, as a crash leaves it, comes last, with `record` null.
 * Throws a DataError that names the line and the field when anything else is not as krumble wrote it.
 * `last`: the last line that was read before; the reading goes on behind it.
 */
export function* readJournal(
  file: string,
  { manifest, catalogue }: Played,
  last: JournalLine | null = null,
): Generator<JournalEntry, void, undefined> {
  let previous = last?.record.digest ?? manifest.start;
  let round = last === null ? 0 : last.record.round + 1;
  const entriesAt = rememberEntries({ manifest, catalogue });
  const from = last === null ? FIRST_LINE : { offset: last.end, number: round + 1 };
  for (const { number: line, bytes, end, kind } of readLines(file, LINE_BYTES_MAX, from)) {
    if (kind === 'torn') return yield { record: null, bytes };
    if (kind === 'too long') throwDataError(file, { line, problem: `longer than ${LINE_BYTES_MAX} bytes` });
    if (round >= manifest.scenario.training.rounds) {
      throwDataError(file, { line, problem: `the run has only ${manifest.scenario.training.rounds} rounds` });
    }
    const expected = { scenario: scenarioAt(manifest, round), entries: entriesAt(round), round };
    const record = readRecord(file, { line, text: bytes.toString('utf8'), previous, expected });
    yield { record, bytes, end };
    previous = record.digest;
    round++;
    const chapter = manifest.history.find(({ until }) => until === round);
    if (chapter && chapter.digest !== previous) {
      throwDataError(file, {
        line,
        field: 'digest',
        found: previous,
        allowed: `${chapter.digest}, by the manifest`,
      });
    }
  }
}

interface Line {
  readonly line: number;
  readonly text: string;
  readonly previous: string;
  readonly expected: ExpectedRound;
}

/** The entries of each round's scenario, looked up once for each. */
function rememberEntries({ manifest, catalogue }: Played): (round: number) => ScenarioEntries {
  const known = new Map<Scenario, ScenarioEntries>();
  return (round) => {
    const scenario = scenarioAt(manifest, round);
    const entries = known.get(scenario) ?? findEntries(catalogue, scenario);
    known.set(scenario, entries);
    return entries;
  };
}

function readRecord(file: string, { line, text, previous, expected }: Line): RoundRecord {
  const value = parseRunJson(file, text, line);
  const record = parseRecord(value, expected);
  if (isDataErrorDetails(record)) return throwDataError(file, { line, ...record });
  const { digest, ...rest } = record;
  const wanted = chainDigestOfJson(previous, JSON.stringify(rest));
  if (digest !== wanted) {
    const problem = 'this line or its digest was altered';
    return throwDataError(file, { line, field: 'digest', problem, found: digest, allowed: wanted });
  }
  if (JSON.stringify(record) !== text) throwDataError(file, { line, problem: 'not as krumble writes it' });
  return record;
}
