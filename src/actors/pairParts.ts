import type { BoundAttack } from '../scenario/bindAttacks.js';
import { listHonest } from '../scenario/corruption.js';
import { isSampled } from '../scenario/participants.js';
import { asksGeometry } from '../transforms/decideChain.js';
import { blockCount } from './blocks.js';
import { countParameters, type World } from './world.js';

/** A part's reports have to be copied to where they are measured: with fewer rows that is not worth it. */
const ROWS_A_PART = 32;
/** Parts of all blocks together. */
const STEPS_MAX = 256;

/** The pairs of reports that nobody forges, in parts of about equal size that can be measured at once. */
export interface PairParts {
  /** Whose reports: the workers that are not corrupted, rising. */
  readonly workers: readonly number[];
  /** Part p has the pairs of workers[k] and each behind it, for bounds[p] <= k < bounds[p + 1]. */
  readonly bounds: readonly number[];
}

/**
 * In which parts a scenario's honest reports are measured before others are forged; none where they are few:
 * then each shard measures them with the others. Where an adversary asks for them there is at least one.
 * It depends on the scenario alone, and changes no result: a pair's sum over a block is what it is.
 */
export function listPairParts(world: World): PairParts {
  const { scenario, entries } = world;
  const found = known.get(scenario);
  if (found !== undefined) return found;
  // Who reports in which row is another one in each round where workers are drawn.
  const workers = isSampled(scenario) ? [] : listHonest(scenario);
  const most = Math.floor(STEPS_MAX / blockCount(countParameters(world)));
  const worthwhile = Math.min(Math.floor(workers.length / ROWS_A_PART), most);
  const isAsked = workers.length > 0 && entries.attacks.some((attack) => asksForPairs(attack, entries));
  const isApart = isAsked || (asksGeometry(entries) && worthwhile > 1);
  const result = Object.freeze({
    workers,
    bounds: isApart ? cut(workers.length, Math.max(1, worthwhile)) : [0],
  });
  known.set(scenario, result);
  return result;
}

/**
 * Whether an adversary needs the distances between honest reports before it decides:
 * by itself, or for trials of a defense that asks for them.
 */
export function asksForPairs({ entry }: BoundAttack, entries: World['entries']): boolean {
  if (entry.decide === undefined) return false;
  return entry.sees === 'defense'
    ? asksGeometry(entries)
    : entry.sees === 'honest' && entry.asksDistances === true;
}

/** How many pairs of n rows have one of the first k. */
export function pairsBefore(k: number, n: number): number {
  return k * n - (k * (k + 1)) / 2;
}

const known = new WeakMap<World['scenario'], PairParts>();

function cut(rows: number, parts: number): readonly number[] {
  const bounds = [0];
  for (let k = 0; k <= rows; k++) {
    const share = (bounds.length / parts) * pairsBefore(rows, rows);
    if (bounds.length < parts && pairsBefore(k, rows) >= share) bounds.push(k);
  }
  return Object.freeze([...bounds, rows]);
}
