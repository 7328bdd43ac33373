import type { MixingFacts } from './describeMixing.js';
import { measureRows, type TracedStep } from './traceChain.js';

/** What one transform did in a round. */
export interface StepRecord extends MixingFacts {
  readonly name: string;
  /** Of each row that came out, the share of its weights that is on corrupted workers' reports. */
  readonly corrupted: readonly number[];
  /** Its distance to the aggregate, in sigma; null where it has none. */
  readonly distances: readonly (number | null)[];
}

/** What the transforms before a rule did in a round, in their order. */
export interface ChainRecord {
  /** The distance of each report to the aggregate, in sigma; null where it has none. */
  readonly distances: readonly (number | null)[];
  readonly steps: readonly StepRecord[];
}

/** Whether a row with such a share of its weights on corrupted workers' reports counts as one of theirs. */
export function isMostlyTheirs(share: number): boolean {
  return share > 0.5;
}

/** What is known of a round when its transforms and its rule are done. */
export interface ChainOutcome {
  /** Squared distances of the reports to the aggregate, and the aggregate's squared length. */
  readonly squaresToAggregate: ArrayLike<number>;
  readonly aggregateSquares: number;
  /** The workers whose reports are corrupted. */
  readonly corrupted: readonly number[];
  /** What a distance of 1 is. */
  readonly sigma: number;
}

/** Digits that distances and shares are kept to: they are looked at, and nothing is made of them. */
const DIGITS = 6;

/** The record of a chain. Cost: O(n^2) a step. */
export function buildChainRecord(
  trace: readonly TracedStep[],
  { squaresToAggregate, aggregateSquares, corrupted, sigma }: ChainOutcome,
): ChainRecord {
  const inSigma = (distance: number) =>
    sigma > 0 && Number.isFinite(distance / sigma) ? shorten(distance / sigma) : null;
  return {
    distances: Array.from(squaresToAggregate, (square) => inSigma(Math.sqrt(square))),
    steps: trace.map((step) => ({
      name: step.name,
      ...shortenFacts(step.did),
      corrupted: step.mixing.weights.map((row) => shorten(shareOf(corrupted, row))),
      distances: measureRows(step, squaresToAggregate, aggregateSquares).map(inSigma),
    })),
  };
}

function shortenFacts({ factors, ...facts }: MixingFacts): MixingFacts {
  return factors ? { factors: factors.map(shorten) } : facts;
}

/** 0 of a row that is nothing but zero. */
function shareOf(workers: readonly number[], row: readonly number[]): number {
  let [theirs, all] = [0, 0];
  for (const [i, weight] of row.entries()) {
    all += Math.abs(weight);
    if (workers.includes(i)) theirs += Math.abs(weight);
  }
  return all === 0 ? 0 : theirs / all;
}

function shorten(value: number): number {
  return Number(value.toPrecision(DIGITS));
}
