import { z } from 'zod';
import { hasInvisible } from '../errors/show.js';
import { attacks } from '../attacks/attacks.js';
import { rules } from '../aggregation/rules.js';
import { AUGMENTATIONS, REPORT_MODES } from './choices.js';
import { tasks } from './tasks.js';

// -0 is 0: JSON would make it so in the manifest anyway.
const whole = (least: number, most: number) =>
  z
    .int()
    .min(least)
    .max(most)
    .overwrite((value) => value + 0);
const real = (least: number, most: number) =>
  z
    .number()
    .min(least)
    .max(most)
    .overwrite((value) => value + 0);
const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine(
      (value) => !hasInvisible(value),
      'a text without control characters and others that cannot be seen',
    );
const oneOf = (names: readonly string[]) => z.enum(names as [string, ...string[]]);

/**
 * The form of a scenario as a user writes it: only `task` is required, everything else has a default.
 * Unknown keys are refused everywhere. What depends on several fields is checked in expand.ts.
 */
export const scenarioSchema = z.strictObject({
  name: text(200).optional(),
  seed: whole(0, Number.MAX_SAFE_INTEGER).optional(),
  task: oneOf(Object.keys(tasks)),
  data: z
    .strictObject({
      order: z.enum(['shuffled', 'sequential']).optional(),
      train: whole(1, 1_000_000).optional(),
      test: whole(1, 1_000_000).optional(),
      augmentation: z.enum(AUGMENTATIONS).optional(),
    })
    .optional(),
  workers: z
    .strictObject({
      count: whole(1, 4096).optional(),
      corrupted: whole(0, 4096).optional(),
      batch: whole(1, 100_000).optional(),
      reports: z.enum(REPORT_MODES).optional(),
    })
    .optional(),
  training: z
    .strictObject({
      rounds: whole(1, 1_000_000).optional(),
      momentum: real(0, 0.9999).optional(),
      learningRate: real(1e-9, 1000).optional(),
      fading: z.union([real(1e-3, 1e12), z.literal('none')]).optional(),
      l2: real(0, 1).optional(),
      workerMomentum: real(0, 0.9999).optional(),
      initial: text(4096).nullable().optional(),
    })
    .optional(),
  attack: z
    .strictObject({
      name: oneOf(['none', ...attacks.map(({ name }) => name)]),
      z: z.union([real(-1000, 1000), z.literal('max')]).optional(),
      variant: z.enum(['authors', 'adaptive']).optional(),
      image: whole(0, 999_999).optional(),
      target: z.union([whole(0, 999), z.literal('next')]).optional(),
      size: whole(1, 1000).optional(),
      value: real(-1000, 1000).optional(),
      images: whole(1, 100_000).optional(),
      alpha: real(0.001, 1).optional(),
      epochs: whole(1, 1000).optional(),
      learningRate: real(1e-9, 1000).optional(),
      confidence: real(0.001, 0.999999).optional(),
    })
    .optional(),
  defense: z
    .strictObject({
      rule: oneOf(rules.map(({ name }) => name)).optional(),
      variant: oneOf([...new Set(rules.flatMap(({ variants }) => variants))]).optional(),
      declared: whole(0, 4096).optional(),
      before: z.array(z.never()).max(0).optional(),
    })
    .optional(),
  evaluation: z.strictObject({ every: whole(1, 1_000_000).optional() }).optional(),
});

/** A scenario as a user writes it, in YAML or in code. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
