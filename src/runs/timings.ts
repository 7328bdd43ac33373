import { z } from 'zod';
import type { RoundTiming } from '../rounds/round.js';
import { flawOf } from './flaw.js';
import { readSealedLines, type SealedEntry } from './sealedLines.js';

const LINE_BYTES_MAX = 1 << 16;

const milliseconds = z.number().min(-1e15).max(1e15);

const schema = z.strictObject({
  round: z.int().min(0),
  durationMs: milliseconds,
  busyMs: z.strictObject({
    gradients: milliseconds,
    attack: milliseconds,
    aggregation: milliseconds,
    update: milliseconds,
    evaluation: milliseconds,
  }),
  memoryBytes: z.int().min(0),
});

/**
 * Reads timings.jsonl. A branch has no timing for the rounds it took over. See `readSealedLines` for what comes and what
 * is thrown.
 */
export function readTimings(file: string): Generator<SealedEntry<RoundTiming>, void, undefined> {
  return readSealedLines(file, {
    bytesMax: LINE_BYTES_MAX,
    parse: (value) => {
      const parsed = schema.safeParse(value);
      return parsed.success ? (value as RoundTiming) : flawOf(parsed.error);
    },
  });
}
