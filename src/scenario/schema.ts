import { z } from 'zod';
import { AUGMENTATIONS } from '../data/augmentation.js';
import { realNumber, wholeNumber } from '../entries/option.js';
import { hasInvisible } from '../errors/show.js';
import { INITIALISATIONS } from '../models/initialParameters.js';

const text = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine(
      (value) => !hasInvisible(value),
      'a text without control characters and others that cannot be seen',
    );

/** The name of an entry; which names there are, the catalogue knows. */
const name = z.string().min(1).max(200);
/** An entry by its name alone, or with options beside the name. */
const named = z.union([name, z.looseObject({ name })]);
const list = z.array(named).max(32);

/** A layer by its kind alone, or with options beside the kind; a block has layers that are no blocks. */
const layer = z.union([name, z.looseObject({ kind: name })]);
const block = z.looseObject({ kind: name, layers: z.array(layer).min(1).max(64).optional() });

const layers = z
  .array(z.union([name, block]))
  .min(1)
  .max(64)
  .meta({ allowed: '1 to 64 layers, as in [{ kind: dense, units: 32 }, relu, { kind: dense, units: 10 }]' });

const attack = z.looseObject({
  name,
  knowledge: z.enum(['own', 'honest', 'defense']).optional(),
  workers: wholeNumber(1, 4096).optional(),
  window: z
    .strictObject({
      from: wholeNumber(0, 1_000_000).optional(),
      until: z.union([wholeNumber(1, 1_000_000), z.null()]).optional(),
      every: wholeNumber(1, 1_000_000).optional(),
    })
    .optional(),
});

/**
 * The form of a scenario as a user writes it, but for what entries know of themselves:
 * only `task` is required, everything else has a default.
 * Where options of an entry may stand beside other fields,
 * unknown ones are let through here and told by the entry; elsewhere they are refused.
 * What depends on several fields is checked in expand.ts.
 */
export const scenarioSchema = z.strictObject({
  name: text(200).optional(),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  task: name,
  model: z.union([name, z.strictObject({ layers })]).optional(),
  data: z
    .strictObject({
      set: name.optional(),
      order: z.enum(['shuffled', 'sequential']).optional(),
      deal: z.enum(['all', 'honest']).optional(),
      train: wholeNumber(1, 1_000_000).optional(),
      test: wholeNumber(1, 1_000_000).optional(),
      augmentation: z.enum(AUGMENTATIONS).optional(),
      partition: named.optional(),
    })
    .meta({ named: 'set' })
    .optional(),
  workers: z
    .looseObject({
      count: wholeNumber(1, 4096).optional(),
      corrupted: wholeNumber(0, 4096).optional(),
      placement: z
        .union([z.enum(['first', 'drawn']), z.array(wholeNumber(0, 4095)).min(1).max(4096)])
        .meta({ allowed: 'first, drawn, or a list of workers, as in [3, 17, 40]' })
        .optional(),
      participants: z
        .union([wholeNumber(1, 4096), realNumber(1e-4, 0.9999)])
        .meta({ allowed: 'a whole number of workers, or a fraction of all between 0 and 1' })
        .optional(),
      corruptedParticipants: wholeNumber(0, 4096).optional(),
      batch: wholeNumber(1, 100_000).optional(),
      reports: name.optional(),
      weights: z.enum(['equal', 'by-share']).optional(),
    })
    .meta({ named: 'count' })
    .optional(),
  training: z
    .strictObject({
      rounds: wholeNumber(1, 1_000_000).optional(),
      momentum: realNumber(0, 0.9999).optional(),
      learningRate: realNumber(1e-9, 1000).optional(),
      fading: z.union([realNumber(1e-3, 1e12), z.literal('none')]).optional(),
      schedule: named.optional(),
      l2: realNumber(0, 1).optional(),
      workerMomentum: realNumber(0, 0.9999).optional(),
      initial: text(4096).nullable().optional(),
      initialisation: z.enum(INITIALISATIONS).optional(),
      nesterov: z.boolean().optional(),
      gradientClip: realNumber(1e-12, 1e12).optional(),
    })
    .meta({ named: 'rounds' })
    .optional(),
  attack: z
    .union([
      name,
      attack,
      z
        .array(z.union([name, attack]))
        .min(1)
        .max(64),
    ])
    .optional(),
  defense: z
    .looseObject({
      rule: named.optional(),
      declared: wholeNumber(0, 4096).optional(),
      before: list.optional(),
    })
    .meta({ named: 'rule' })
    .optional(),
  evaluation: z
    .strictObject({ every: wholeNumber(1, 1_000_000).optional(), measures: list.optional() })
    .meta({ named: 'every' })
    .optional(),
  notes: z
    .array(z.strictObject({ round: wholeNumber(0, 1_000_000), text: text(400) }))
    .max(100)
    .optional(),
});

/** The fields of a scenario that are lists by themselves, so that a list there is no axis of a grid. */
export const LIST_FIELDS: readonly string[] = [
  'defense.before',
  'evaluation.measures',
  'model.layers',
  'notes',
  'workers.placement',
];

/** The fields that may be lists: a list there is an axis of a grid, and a list in it is a value. */
export const MAYBE_LIST_FIELDS: readonly string[] = ['attack'];

/** A scenario that has the form of one; names and options of entries are not checked yet. */
export type FormedScenario = z.output<typeof scenarioSchema>;
