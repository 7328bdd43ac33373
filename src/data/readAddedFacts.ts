import { z } from '../entries/schema.js';
import { parseJson } from '../files/parseJson.js';
import type { SetFacts } from './setFile.js';

const COUNT_MAX = 1_000_000;
const extent = z
  .int()
  .min(1)
  .max(1 << 20);
const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What the header of a set that a user added says. */
const schema = z.strictObject({
  krumble: z.literal('data set'),
  version: z.literal(1),
  name: z.string(),
  imageShape: z.array(extent).min(1).max(4),
  classes: z.int().min(2).max(256),
  train: z.int().min(1).max(COUNT_MAX),
  test: z.int().min(1).max(COUNT_MAX),
  added: z.literal(true),
  holds: z.literal('tensors').optional(),
  values: z.literal('floats').optional(),
  normalisation: z.strictObject({
    means: z.array(z.number()).min(1).max(3),
    deviations: z.array(z.number().positive()).min(1).max(3),
  }),
  sha256: z.strictObject({ train: sha256, test: sha256 }),
});

/**
 * The facts in the header of a set that a user added; null where it is none, or not that of `name`.
 * Whether the content is what the header's hashes say is for `loadSetFile` to find.
 */
export function readAddedFacts(header: string, name: string): SetFacts | null {
  let value: unknown;
  try {
    value = parseJson(header);
  } catch {
    return null;
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success || parsed.data.name !== name) return null;
  const { imageShape, holds, values, normalisation, classes, train, test, sha256: hashes } = parsed.data;
  const isImage = imageShape.length === 3 && [1, 3].includes(imageShape[2]) && values === undefined;
  if (holds === undefined && !isImage) return null;
  const about = { name, imageShape, classes, train, test, normalisation, hashes, added: true as const };
  return { ...about, ...(holds && { holds }), ...(values && { values }) };
}
