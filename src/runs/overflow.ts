import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Overflow } from '../errors/overflowError.js';
import { parseJson } from '../files/parseJson.js';
import { readBounded } from '../files/readBounded.js';
import { asDataErrors } from './throwDataError.js';
import { RUN_FILES } from './format.js';

/** Bytes that a result.json may have: as many workers may be named in it as there can be. */
export const RESULT_BYTES_MAX = 1 << 16;

const schema = z.object({
  overflow: z.strictObject({ round: z.int().min(0), workers: z.array(z.int().min(0)) }),
});

/**
 * The overflow in result.json; null where it holds none, or is not there.
 * `verifyRun` tells whether krumble wrote the file, and only a replay tells whether it is true.
 */
export function overflowIn(folder: string): Overflow | null {
  const file = path.join(folder, RUN_FILES.result);
  if (!existsSync(file)) return null;
  const bytes = asDataErrors(file, () => readBounded(file, { bytesMax: RESULT_BYTES_MAX, links: false }));
  try {
    return schema.parse(parseJson(Buffer.from(bytes).toString('utf8'))).overflow;
  } catch {
    return null;
  }
}
