import { z } from 'zod';
import type { LinePlace } from '../files/readLines.js';
import type { RoundTiming } from '../rounds/round.js';
import { describeSchemaError } from './dataErrorDetails.js';
import { type ChecksummedEntry, readChecksummedLines } from './checksummedLines.js';

/** 20,000 stretches of at most 40 bytes, and what else there is. */
const LINE_BYTES_MAX = 1 << 20;

const milliseconds = z.number().min(-1e15).max(1e15);

const count = z.int().min(0);
const sinceStart = z.number().min(0).max(1e15);
const interval = z
  .tuple([z.enum(['worker', 'adversary', 'shard', 'server', 'evaluator']), sinceStart, sinceStart])
  .refine(([, from, to]) => from <= to, 'ends before it begins');

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
  memoryBytes: count,
  threads: z
    .array(z.strictObject({ thread: count, busy: z.array(interval).max(400) }))
    .max(4096)
    .optional(),
  messages: count.optional(),
  transferredBytes: count.optional(),
  queueMax: count.optional(),
  queueMean: sinceStart.optional(),
});

/**
 * Reads timings.jsonl. A branch has no timing for the rounds it took over.
 * See `readChecksummedLines` for what comes and what is thrown.
 */
export function readTimings(
  file: string,
  from?: LinePlace,
): Generator<ChecksummedEntry<RoundTiming>, void, undefined> {
  return readChecksummedLines(
    file,
    {
      bytesMax: LINE_BYTES_MAX,
      parse: (value) => {
        const parsed = schema.safeParse(value);
        return parsed.success ? (value as RoundTiming) : describeSchemaError(parsed.error);
      },
    },
    from,
  );
}
