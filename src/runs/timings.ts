import { createHash } from 'node:crypto';
import { show } from '../errors/show.js';
import { linesOf } from '../files/lines.js';
import type { RoundTiming } from '../rounds/round.js';
import { damaged, parsedFrom } from './damage.js';
import { isFlaw, parseTiming } from './recordSchema.js';

const LINE_BYTES_MAX = 1 << 16;

/** A line of timings.jsonl, or the torn rest behind the last one. */
export type TimingEntry =
  { readonly timing: RoundTiming; readonly end: number } | { readonly timing: null; readonly end: number };

/** The line of a timing, with the start of its own SHA-256 at the end, for nothing else vouches for it. */
export function timingLine(timing: RoundTiming): Buffer {
  return Buffer.from(`${JSON.stringify({ ...timing, sha256: hashOf(timing) })}\n`);
}

/**
 * Reads timings.jsonl line by line, each checked. Rounds rise; a branch has none for the rounds it took over. A torn
 * end comes last, with `timing` null. Throws a DataError that names the line.
 */
export function* readTimings(file: string): Generator<TimingEntry, void, undefined> {
  let last = -1;
  for (const { number: line, bytes, end, kind } of linesOf(file, LINE_BYTES_MAX)) {
    if (kind === 'torn') return yield { timing: null, end };
    if (kind === 'too long') damaged(file, { line, problem: `longer than ${LINE_BYTES_MAX} bytes` });
    const timing = readTiming(file, line, bytes.toString('utf8'));
    if (timing.round <= last) {
      damaged(file, { line, field: 'round', found: show(timing.round), allowed: `more than ${last}` });
    }
    last = timing.round;
    yield { timing, end };
  }
}

function readTiming(file: string, line: number, text: string): RoundTiming {
  const value = parsedFrom(file, text, line);
  const { sha256, ...rest } = (value ?? {}) as { sha256?: unknown };
  const timing = parseTiming(rest);
  if (isFlaw(timing)) return damaged(file, { line, ...timing });
  const wanted = hashOf(timing);
  if (sha256 !== wanted) {
    damaged(file, {
      line,
      field: 'sha256',
      problem: 'this line was altered',
      found: show(sha256),
      allowed: wanted,
    });
  }
  if (`${text}\n` !== timingLine(timing).toString())
    damaged(file, { line, problem: 'not as krumble writes it' });
  return timing;
}

function hashOf(timing: RoundTiming): string {
  return createHash('sha256').update(JSON.stringify(timing)).digest('hex').slice(0, 16);
}
