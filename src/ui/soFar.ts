import type { RoundRecord } from '../rounds/round.js';

/** What had come about up to a round. */
export interface SoFar {
  /** Of the last evaluated round. */
  readonly accuracy: number | null;
  readonly testLoss: number | null;
  readonly accuracyMax: number | null;
  /**
   * Sum over rounds of the corrupted workers' share of the aggregate.
   * The result sums likewise, so that both round alike.
   */
  readonly influenceSum: number;
  /**
   * Rounds in which a backdoor was tried, and the mean over them
   * of the share of its images answered with its target.
   */
  readonly hitRounds: number;
  readonly hitRateMean: number;
  /**
   * Sums over rounds r: n_r |h_r|; n_r |a_r| c_r; n_r |a_r| sqrt(1 - c_r^2).
   * n is the learning rate, h the honest mean, a the aggregate and c their cosine.
   * The latter two are how far the aggregates led along the honest means of their rounds, and aside.
   * Directions differ by rounds: they are lengths of ways, not of their sums.
   * Rounds in which one of these is not finite are left out.
   */
  readonly honestWay: number;
  readonly alongWay: number;
  readonly asideWay: number;
}

/** Before the first round. */
export const BEFORE_ROUNDS: SoFar = Object.freeze({
  accuracy: null,
  testLoss: null,
  accuracyMax: null,
  influenceSum: 0,
  hitRounds: 0,
  hitRateMean: 0,
  honestWay: 0,
  alongWay: 0,
  asideWay: 0,
});

const SPEED_ROUNDS = 20;

/** What of a record is summed. */
type Added = Pick<RoundRecord, 'accuracy' | 'testLoss' | 'corruptedInfluence' | 'backdoor'> & Ways;
type Ways = Pick<RoundRecord, 'learningRate' | 'aggregateNorm' | 'honestMeanNorm' | 'cosine'>;

/** What has come about with one more round. */
export function addRound(before: SoFar, record: Added): SoFar {
  const { accuracy, testLoss, corruptedInfluence, backdoor } = record;
  const isTried = backdoor !== undefined && backdoor.of > 0;
  const hitRounds = before.hitRounds + (isTried ? 1 : 0);
  const hitRate = isTried ? backdoor.hits / backdoor.of : before.hitRateMean;
  return {
    accuracy: accuracy ?? before.accuracy,
    testLoss: testLoss === undefined ? before.testLoss : testLoss,
    accuracyMax:
      accuracy === undefined ? before.accuracyMax : Math.max(before.accuracyMax ?? accuracy, accuracy),
    influenceSum: before.influenceSum + corruptedInfluence,
    hitRounds,
    hitRateMean: before.hitRateMean + (hitRate - before.hitRateMean) / Math.max(1, hitRounds),
    ...addWays(before, record),
  };
}

function addWays(before: SoFar, record: Ways): Pick<SoFar, 'honestWay' | 'alongWay' | 'asideWay'> {
  const { honestWay, alongWay, asideWay } = before;
  const { learningRate, aggregateNorm, honestMeanNorm, cosine } = record;
  if (honestMeanNorm === null || cosine === null) return { honestWay, alongWay, asideWay };
  const length = learningRate * aggregateNorm;
  return {
    honestWay: honestWay + learningRate * honestMeanNorm,
    alongWay: alongWay + length * cosine,
    asideWay: asideWay + length * Math.sqrt(Math.max(0, 1 - cosine ** 2)),
  };
}

/** The last durations of rounds, by which their speed is told, with one more. */
export function withDuration(durationsMs: readonly number[], durationMs: number): number[] {
  return [...durationsMs, durationMs].slice(-SPEED_ROUNDS);
}

/** Rounds a second by their durations; null where there are none. */
export function speed(durationsMs: readonly number[]): number | null {
  const sum = durationsMs.reduce((total, ms) => total + ms, 0);
  return sum > 0 ? (1000 * durationsMs.length) / sum : null;
}
