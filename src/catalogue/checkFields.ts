import type { Entry, EntryKind } from '../entries/entry.js';
import { z } from '../entries/schema.js';
import { show } from '../errors/show.js';

const count = z.int().min(1).max(1_000_000_000);
const shape = z.array(count).min(1).max(8);

/** The forms of the fields of entries that are not functions alone. */
const FORMS: Readonly<Partial<Record<EntryKind, z.ZodType>>> = {
  model: z.object({
    inputShape: z.tuple([count, count, count]),
    classes: z.int().min(2).max(256),
    tensors: z
      .array(z.object({ name: z.string().min(1), kind: z.enum(['kernel', 'bias', 'gamma', 'beta']), shape }))
      .min(1)
      .max(10_000),
  }),
  dataSet: z.object({ train: count, test: count }),
  task: z.object({
    model: z.string(),
    dataSet: z.string(),
    augmentation: z.enum(['none', 'crop-and-flip']),
    workers: z.object({ count, batch: count, reports: z.string() }),
    training: z.object({
      rounds: count,
      momentum: z.number(),
      learningRate: z.number(),
      fading: z.union([z.number(), z.literal('none')]),
      l2: z.number(),
    }),
    batchMax: count,
    slice: count,
    deadline: count,
    accuracyPublished: z.number().nullable(),
  }),
  attack: z.object({ sees: z.enum(['own', 'honest', 'defense']) }),
  measure: z.object({ when: z.enum(['always', 'evaluated']), fields: z.record(z.string(), z.unknown()) }),
};

/** What is wrong with the fields of an entry of a user's own; null where nothing is. */
export function problemOfFields(entry: Entry, what: string): string | null {
  const parsed = FORMS[entry.kind]?.safeParse(entry);
  if (parsed === undefined || parsed.success) return null;
  const [{ path, message }] = parsed.error.issues;
  let value: unknown = entry;
  for (const key of path) value = (value as Record<PropertyKey, unknown> | undefined)?.[key];
  return `${what}: its ${path.join('.')} is ${show(value)}: ${message}`;
}
