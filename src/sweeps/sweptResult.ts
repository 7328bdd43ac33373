import { z } from 'zod';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { RoundRecord } from '../rounds/round.js';
import { finishedResult } from '../runs/runKey.js';

/** How many evaluations `accuracyLast10` is over at most. */
export const LAST = 10;

const percent = z.number().min(0).max(100).nullable();
const whole = z.int().min(0).max(1_000_000);

/** The form of what one run of a sweep came to, wherever it comes from. */
export const sweptResultSchema = z.strictObject({
  rounds: whole,
  accuracyMax: percent,
  accuracyFinal: percent,
  /** Mean of the last ten test accuracies, or of all where there are fewer. */
  accuracyLast10: percent,
  /** How many test accuracies there are; absent in results of versions that did not say. */
  evaluations: whole.optional(),
  backdoorHitRate: percent,
  corruptedInfluenceMean: z.number().min(-1).max(2).nullable(),
  /** The round in which the model overflowed; null where it did not. */
  overflowRound: whole.nullable(),
  /** null where the model overflowed in the first round. */
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable(),
});

/** What one run of a sweep came to. */
export type SweptResult = z.infer<typeof sweptResultSchema>;

/** What the run in a folder came to, verified; null where it has not ended. Throws as `verifyRun` does. */
export function sweptResultIn(folder: string, catalogue?: Catalogue): SweptResult | null {
  const accuracies: number[] = [];
  const onRecord = ({ accuracy }: RoundRecord) => {
    if (accuracy !== undefined) accuracies.push(accuracy);
  };
  const result = finishedResult(folder, onRecord, catalogue);
  if (result === null) return null;
  const { rounds, accuracyMax, accuracyFinal, backdoorHitRate, corruptedInfluenceMean, overflow, digest } =
    result;
  return {
    ...{ rounds, accuracyMax, accuracyFinal, accuracyLast10: meanOfLast(accuracies) },
    evaluations: accuracies.length,
    ...{ backdoorHitRate, corruptedInfluenceMean, overflowRound: overflow?.round ?? null, digest },
  };
}

function meanOfLast(accuracies: readonly number[]): number | null {
  const last = accuracies.slice(-LAST);
  return last.length === 0 ? null : last.reduce((sum, value) => sum + value, 0) / last.length;
}
