import { existsSync, fstatSync, readSync, closeSync } from 'node:fs';
import { z } from 'zod';
import { parseJson } from '../files/parseJson.js';
import { openRegular } from '../files/readBounded.js';
import { asDataErrors, throwDataError } from './throwDataError.js';

/** So much of a journal's end is read: some hundred rounds of fifty workers. */
const END_BYTES = 1 << 20;

const schema = z.object({ round: z.int().min(0), accuracy: z.number().min(0).max(100).optional() });

/** What a journal's last lines say. */
interface JournalGlance {
  readonly rounds: number;
  readonly accuracyFinal: number | null;
  /** Of all rounds; null where the end that was read is not the whole. */
  readonly accuracyMax: number | null;
}

/**
 * How many rounds a journal has and what they came to, by its end alone, however long it is. A torn last
 * line, as a crash leaves it, is passed over. Throws a DataError where a line is no record.
 */
export function glanceAtJournal(file: string): JournalGlance {
  if (!existsSync(file)) return { rounds: 0, accuracyFinal: null, accuracyMax: null };
  const { text, isWhole } = readEnd(file);
  // The first line is torn where the reading begins within it, and what stands behind the last end always is.
  const lines = text.split('\n').slice(isWhole ? 0 : 1, -1);
  const records = lines.map((line) => readLine(file, line));
  const accuracies = records.flatMap(({ accuracy }) => accuracy ?? []);
  return {
    rounds: (records.at(-1)?.round ?? -1) + 1,
    accuracyFinal: accuracies.at(-1) ?? null,
    accuracyMax: isWhole && accuracies.length > 0 ? Math.max(...accuracies) : null,
  };
}

function readEnd(file: string): { readonly text: string; readonly isWhole: boolean } {
  const descriptor = asDataErrors(file, () => openRegular(file, { links: false }));
  try {
    const { size } = fstatSync(descriptor);
    const from = Math.max(0, size - END_BYTES);
    const bytes = Buffer.alloc(size - from);
    const got = readSync(descriptor, bytes, 0, bytes.length, from);
    return { text: bytes.toString('utf8', 0, got), isWhole: from === 0 };
  } finally {
    closeSync(descriptor);
  }
}

function readLine(file: string, line: string): z.infer<typeof schema> {
  try {
    return schema.parse(parseJson(line));
  } catch {
    return throwDataError(file, { problem: 'a line near its end is no record of a round' });
  }
}
