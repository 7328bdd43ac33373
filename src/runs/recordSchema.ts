import { z } from 'zod';
import { planMeasures } from '../actors/evaluationPlan.js';
import { listHashed, listStateTensors } from '../actors/stateTensors.js';
import { show } from '../errors/show.js';
import type { RoundRecord } from '../rounds/round.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';
import { castRound, isSampled, listParticipants } from '../scenario/participants.js';
import type { Scenario } from '../scenario/scenario.js';
import { type DataErrorDetails, describeSchemaError } from './dataErrorDetails.js';

const shortHash = z.string().regex(/^[0-9a-f]{16}$/, '16 hex digits');
const longHash = z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits');
const share = z.number().min(0).max(1);
const length = z.number().min(0);

const distances = z.array(length.nullable());

const chainSchema = z.strictObject({
  distances,
  steps: z.array(
    z.strictObject({
      name: z.string().max(100),
      factors: z.array(z.number()).optional(),
      groups: z.array(z.array(z.int().min(0))).optional(),
      mixed: z.array(z.string().regex(/^[0-9a-f]+$/, 'hexadecimal digits')).optional(),
      corrupted: z.array(z.number().min(0).max(1.001)),
      distances,
    }),
  ),
});

const recordSchema = z.strictObject({
  round: z.int().min(0),
  participants: z.array(z.int().min(0)).optional(),
  learningRate: z.number(),
  trainLoss: z.number().nullable(),
  aggregateNorm: length,
  honestMeanNorm: length.nullable(),
  cosine: z.number().min(-1.001).max(1.001).nullable(),
  distance: length.nullable(),
  corruptedDistance: length.nullable().optional(),
  parameterNorm: length,
  influence: z.array(share),
  corruptedInfluence: z.number().min(0).max(1.001),
  chosen: z.array(z.int().min(0)).optional(),
  scores: z.array(z.number().nullable()).optional(),
  chain: chainSchema.optional(),
  attack: z
    .record(z.string().max(100), z.union([z.number(), z.string().max(1000), z.boolean(), z.null()]))
    .optional(),
  reports: z.array(shortHash),
  confided: z.array(shortHash).optional(),
  state: longHash,
  memory: longHash.optional(),
  digest: longHash,
});

/** What is known of a round before its record is read. */
export interface ExpectedRound {
  readonly round: number;
  readonly scenario: Scenario;
  readonly entries: ScenarioEntries;
}

/** A record as a line of the journal says it, or what is wrong with it in a round of that scenario. */
export function parseRecord(value: unknown, expected: ExpectedRound): RoundRecord | DataErrorDetails {
  const parsed = schemaFor(expected.entries).safeParse(value);
  if (!parsed.success) return describeSchemaError(parsed.error);
  // With its keys in their own order.
  return findDataError(parsed.data as Parsed, expected) ?? (value as RoundRecord);
}

type Parsed = z.output<typeof recordSchema>;

const schemas = new WeakMap<ScenarioEntries, typeof recordSchema>();

/**
 * The form of records under some entries; what is measured may be absent.
 * Made once: that takes far longer than its use.
 */
function schemaFor(entries: ScenarioEntries): typeof recordSchema {
  const known = schemas.get(entries);
  if (known !== undefined) return known;
  const fields = entries.measures.flatMap(({ measure }) => Object.entries(measure.fields));
  const shape = Object.fromEntries(fields.map(([field, schema]) => [field, z.optional(schema)]));
  const schema = recordSchema.extend(shape) as unknown as typeof recordSchema;
  schemas.set(entries, schema);
  return schema;
}

/**
 * Of each field of a measure that is there or not against the round's plan:
 * its name, whether it is, and is to be.
 */
function checkMeasured(record: Parsed, { round, scenario, entries }: ExpectedRound) {
  const planned = planMeasures(scenario, entries, round).map(({ measure }) => measure);
  return entries.measures.flatMap(({ measure }) => {
    const absent = measure.absent?.(entries.dataSet) ?? [];
    return Object.entries(measure.fields).flatMap(([field, schema]): [string, unknown, unknown][] => {
      const isThere = field in record;
      const isPlanned = planned.includes(measure) && !absent.includes(field);
      const mayBeAbsent = !isThere && schema.safeParse(undefined).success;
      return mayBeAbsent ? [] : [[field, isThere, isPlanned]];
    });
  });
}

/** Of what a chain says of itself: names and sizes. A record without one is of an older version. */
function checkChain(
  { chain }: Parsed,
  { transforms, rule }: ScenarioEntries,
  count: number,
): [string, unknown, unknown][] {
  if (chain === undefined) return [];
  const rows = transforms.map((_, place) => transforms[place + 1]?.setting.rows ?? rule.setting.workers);
  const names = (list: readonly { readonly name: string }[]) => list.map(({ name }) => name).join(' > ');
  return [
    ['chain.steps', names(chain.steps), names(transforms.map(({ transform }) => transform))],
    ['chain.distances', chain.distances.length, count],
    ...chain.steps.flatMap((step, place): [string, unknown, unknown][] => {
      const size = (step.factors ?? step.groups ?? step.mixed)?.length;
      const members = step.groups?.flat() ?? [];
      const [field, rowsIn] = [`chain.steps.${place}`, place === 0 ? count : rows[place - 1]];
      return [
        [`${field}.distances`, step.distances.length, rows[place]],
        [`${field}.corrupted`, step.corrupted.length, rows[place]],
        [field, size, rows[place]],
        [`${field}.mixed`, step.mixed?.find((mask) => mask.length !== Math.ceil(rowsIn / 4)), undefined],
        [`${field}.groups`, members.find((row) => row >= rowsIn), undefined],
      ];
    }),
  ];
}

/** What a record cannot say under its scenario. Bits that merely are other ones show in the digest. */
function findDataError(record: Parsed, { round, scenario, entries }: ExpectedRound): DataErrorDetails | null {
  const { count, corrupted } = castRound(scenario, round).workers;
  const participants = isSampled(scenario) ? listParticipants(scenario, round) : undefined;
  const rows = entries.rule.setting.workers;
  const wanted: [string, unknown, unknown][] = [
    ['round', record.round, round],
    ['participants', record.participants?.join(), participants?.join()],
    ['learningRate', record.learningRate, entries.learningRate(round)],
    ...checkMeasured(record, { round, scenario, entries }),
    ['influence', record.influence.length, count],
    ['reports', record.reports.length, count],
    ['scores', record.scores?.length ?? rows, rows],
    ['confided', record.confided?.length ?? 0, entries.isAttacked(round) ? corrupted : 0],
    [
      'memory',
      record.memory !== undefined,
      listHashed(listStateTensors(scenario, entries), scenario).length > 0,
    ],
  ];
  wanted.push(...checkChain(record, entries, count));
  const wrong = wanted.find(([, found, allowed]) => found !== allowed);
  if (wrong) return { field: wrong[0], found: show(wrong[1]), allowed: show(wrong[2]) };
  const stranger = record.chosen?.find((row) => row >= rows);
  if (stranger === undefined) return null;
  return { field: 'chosen', found: show(stranger), allowed: `0 to ${rows - 1}` };
}
