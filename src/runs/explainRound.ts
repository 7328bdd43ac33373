import { createHash } from 'node:crypto';
import type { Rule, RuleSetting } from '../aggregation/rule.js';
import { aggregate, type AggregateOptions, type TransformInput } from '../catalogue/aggregate.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import { InputError } from '../errors/inputError.js';
import { innerProduct } from '../kernels/innerProduct.js';
import { nameWorker } from '../rounds/nameWorker.js';
import { isCorrupted } from '../scenario/corruption.js';
import { type HonestCloud, measureCloud } from './honestCloud.js';
import type { ReplayedReports } from './replayReports.js';
import { mapReports, type ReportMap } from './reportMap.js';

/** A worker's score, and what others add to it. */
export interface ExplainedScore {
  readonly worker: number;
  readonly corrupted: boolean;
  readonly chosen: boolean;
  /** As the record has it. */
  readonly score: number | null;
  /** Added one after the other, and divided by `divisor`: the score, bit for bit. */
  readonly terms: readonly { readonly worker: number; readonly corrupted: boolean; readonly value: number }[];
  readonly divisor: number;
}

/** What a rule makes of the reports of a round, as `krumble aggregate` has it. */
export interface OtherRule {
  readonly rule: string;
  readonly variant: string | null;
  /** From the mean of the honest reports, in sigma; null where all are corrupted. */
  readonly distance: number | null;
  readonly cosine: number | null;
  readonly corruptedInfluence: number;
  /** SHA-256 of the aggregate's float32 numbers. */
  readonly sha256: string;
}

/** A round taken apart. */
export interface RoundExplanation {
  readonly round: number;
  /** Those that the rule chose, and the best of the others, where a score is a sum over other rows. */
  readonly scores: readonly ExplainedScore[];
  readonly declared: number;
  /** How far the corrupted reports lie in the cloud of the honest ones; null where there is none. */
  readonly cloud: HonestCloud | null;
  /** Where all reports lie in two axes, if asked for; null where there is none. */
  readonly map: ReportMap | null;
  /** The run's own defense, without what it remembers; null where it needs more than reports. */
  readonly own: OtherRule | null;
  readonly others: readonly OtherRule[];
  readonly leftOut: readonly {
    readonly rule: string;
    readonly variant: string | null;
    readonly reason: string;
  }[];
}

const CHOSEN_MAX = 4;

/**
 * Takes a round apart: scores, and what other rules would have made of the same reports.
 * `names`: of which rules, under all their variants.
 * Default: all of the catalogue, each by its default variant, and all variants of the run's own.
 * `isMapped`: whether the reports are put on a map too, with what the run's own defense made of them.
 * Rules with memory remember nothing, and what is drawn comes of seed 0, as `krumble aggregate` has it.
 * Cost: that of all rules together.
 */
export function explainRound(
  replayed: ReplayedReports,
  catalogue: Catalogue,
  { names = null, isMapped = false }: { names?: readonly string[] | null; isMapped?: boolean } = {},
): RoundExplanation {
  const { record, scenario, entries, reports } = replayed;
  const { declared } = scenario.defense;
  const rules = catalogue.rules.filter(({ name }) => names?.includes(name) ?? true);
  const tried = rules.flatMap((rule) => {
    const variants = rule.variants?.map(({ name }) => name) ?? [null];
    const all = names !== null || rule.name === entries.rule.entry.name;
    return (all ? variants : variants.slice(0, 1)).map((variant) => ({ rule: rule.name, variant }));
  });
  const own = { rule: entries.rule.entry.name, variant: scenario.defense.variant ?? null };
  const { options } = entries.rule.setting;
  const before = (scenario.defense.before ?? []) as readonly TransformInput[];
  const others: OtherRule[] = [];
  const leftOut: { rule: string; variant: string | null; reason: string }[] = [];
  const honest = summarizeHonest(replayed);
  const apply = (
    { rule, variant }: (typeof tried)[number],
    more: AggregateOptions = {},
  ): ReturnType<typeof aggregate> | null => {
    try {
      const told = { declared, catalogue, ...more, ...(variant !== null && { variant }) };
      return aggregate(rule, reports, told);
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      leftOut.push({ rule, variant, reason: error.message });
      return null;
    }
  };
  const measure = (one: (typeof tried)[number], outcome: ReturnType<typeof apply>): OtherRule[] =>
    outcome === null ? [] : [{ ...one, ...measureOutcome(outcome, honest, replayed) }];
  const made = apply(own, { options, before });
  for (const one of tried) others.push(...measure(one, apply(one)));
  const isTheirs = (row: number) => isCorrupted(scenario, row);
  return {
    ...{ round: record.round, scores: explainScores(replayed), declared },
    cloud: measureCloud(reports, isTheirs),
    map: isMapped ? mapReports(reports, isTheirs, made?.aggregate ?? null) : null,
    ...{ own: measure(own, made)[0] ?? null, others, leftOut },
  };
}

function explainScores({ record, scenario, entries, geometry }: ReplayedReports): ExplainedScore[] {
  const { entry, setting } = entries.rule as { entry: Rule; setting: RuleSetting };
  const { scores, chosen = [] } = record;
  if (
    geometry === null ||
    scores === undefined ||
    entry.explainScore === undefined ||
    record.chain !== undefined
  )
    return [];
  const byScore = scores
    .map((score, row) => ({ row, score: score ?? Infinity }))
    .filter(({ row }) => !chosen.includes(row))
    .sort((a, b) => a.score - b.score || a.row - b.row);
  const isTheirs = isCorrupted(scenario, chosen[0] ?? 0);
  const rival = byScore.find(({ row }) => isCorrupted(scenario, row) !== isTheirs) ?? byScore[0];
  const explained = [...chosen.slice(0, CHOSEN_MAX), ...(rival === undefined ? [] : [rival.row])];
  return explained.map((row) => {
    const { terms, divisor } = entry.explainScore!(geometry, setting, row);
    return {
      ...{
        worker: nameWorker(record, row),
        corrupted: isCorrupted(scenario, row),
        chosen: chosen.includes(row),
      },
      ...{ score: scores[row], divisor },
      terms: terms.map((term) => ({
        ...{
          worker: nameWorker(record, term.row),
          corrupted: isCorrupted(scenario, term.row),
          value: term.value,
        },
      })),
    };
  });
}

/** The mean of the honest reports, and the root mean square of their distances to it. */
interface Honest {
  readonly mean: Float64Array;
  readonly sigma: number;
}

function summarizeHonest({ scenario, reports }: ReplayedReports): Honest | null {
  const honest = reports.filter((_, worker) => !isCorrupted(scenario, worker));
  if (honest.length === 0) return null;
  const mean = new Float64Array(reports[0].length);
  for (const row of honest) for (let c = 0; c < mean.length; c++) mean[c] += row[c] / honest.length;
  let squares = 0;
  for (const row of honest) for (let c = 0; c < mean.length; c++) squares += (row[c] - mean[c]) ** 2;
  return { mean, sigma: Math.sqrt(squares / honest.length) };
}

function measureOutcome(
  { aggregate: vector, influence }: ReturnType<typeof aggregate>,
  honest: Honest | null,
  { scenario }: ReplayedReports,
): Omit<OtherRule, 'rule' | 'variant'> {
  const corruptedInfluence = influence.reduce(
    (sum, share, worker) => sum + (isCorrupted(scenario, worker) ? share : 0),
    0,
  );
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  if (honest === null) return { distance: null, cosine: null, corruptedInfluence, sha256 };
  let [product, meanSquares, squares] = [0, 0, 0];
  for (let c = 0; c < vector.length; c++) {
    product += vector[c] * honest.mean[c];
    meanSquares += honest.mean[c] ** 2;
    squares += (vector[c] - honest.mean[c]) ** 2;
  }
  const lengths = Math.sqrt(innerProduct(vector, vector) * meanSquares);
  return {
    distance: honest.sigma > 0 ? Math.sqrt(squares) / honest.sigma : null,
    cosine: lengths > 0 ? product / lengths : null,
    corruptedInfluence,
    sha256,
  };
}
