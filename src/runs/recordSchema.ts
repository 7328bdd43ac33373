import { z } from 'zod';
import { backdoorOf } from '../attacks/setting.js';
import { show } from '../errors/show.js';
import type { RoundRecord } from '../rounds/round.js';
import { isEvaluated, learningRateOf, type Scenario } from '../scenario/scenario.js';
import { type Flaw, flawOf } from './flaw.js';

const shortHash = z.string().regex(/^[0-9a-f]{16}$/, '16 hex digits');
const longHash = z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits');
const share = z.number().min(0).max(1);
const length = z.number().min(0);

const backdoorSchema = z.strictObject({
  target: z.int().min(0),
  hit: z.boolean(),
  hits: z.int().min(0),
  of: z.int().min(0),
  answer: z.int().min(0).nullable(),
  margin: z.number().nullable(),
  probability: share.nullable(),
});

const recordSchema = z.strictObject({
  round: z.int().min(0),
  learningRate: z.number(),
  trainLoss: z.number().nullable(),
  accuracy: z.number().min(0).max(100).optional(),
  testLoss: z.number().nullable().optional(),
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
  backdoor: backdoorSchema.optional(),
  reports: z.array(shortHash),
  confided: z.array(shortHash).optional(),
  state: longHash,
  digest: longHash,
});

/** A record as a line of the journal says it, or what is wrong with it in a round of that scenario. */
export function parseRecord(value: unknown, round: number, scenario: Scenario): RoundRecord | Flaw {
  const parsed = recordSchema.safeParse(value);
  if (!parsed.success) return flawOf(parsed.error);
  return flawIn(parsed.data, round, scenario) ?? (value as RoundRecord); // with its keys in their own order
}

/** What a record cannot say under its scenario. Bits that merely are other ones show in the digest. */
function flawIn(record: z.output<typeof recordSchema>, round: number, scenario: Scenario): Flaw | null {
  const { count, corrupted } = scenario.workers;
  const wanted: [string, unknown, unknown][] = [
    ['round', record.round, round],
    ['learningRate', record.learningRate, learningRateOf(scenario, round)],
    ['accuracy', record.accuracy !== undefined, isEvaluated(scenario, round)],
    ['testLoss', record.testLoss !== undefined, isEvaluated(scenario, round)],
    ['influence', record.influence.length, count],
    ['reports', record.reports.length, count],
    ['scores', record.scores?.length ?? count, count],
    ['backdoor', record.backdoor !== undefined, backdoorOf(scenario.attack) !== null],
    ['confided', record.confided?.length ?? 0, scenario.attack.name === 'none' ? 0 : corrupted],
  ];
  const wrong = wanted.find(([, found, allowed]) => found !== allowed);
  if (wrong) return { field: wrong[0], found: show(wrong[1]), allowed: show(wrong[2]) };
  const stranger = record.chosen?.find((worker) => worker >= count);
  if (stranger === undefined) return null;
  return { field: 'chosen', found: show(stranger), allowed: `0 to ${count - 1}` };
}
