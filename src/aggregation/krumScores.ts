import type { Variant } from './rule.js';

/**
 * Krum's scores of the rows in `members` among themselves, f declared corrupted, r = members.length:
 *
 * published: sum of the r-f-2 smallest squared distances to others (at least one)
 * authors: sum of the r-f smallest distances, not squared (all r-1 when there are no more)
 * byzfl: mean of the r-f-1 smallest squared distances
 *
 * distances: n x n squared distances, row-major; anything not finite counts as +infinity.
 * Returns one score per member, in their order.
 */
export function krumScores(
  distances: Float64Array,
  workers: number,
  members: readonly number[],
  declared: number,
  variant: Variant,
): number[] {
  const near = new Float64Array(members.length - 1);
  const count = neighbours(members.length, declared, variant);
  return members.map((i) => {
    let at = 0;
    for (const j of members) if (j !== i) near[at++] = finiteOrInfinity(distances[i * workers + j]);
    near.sort();
    let sum = 0;
    for (let k = 0; k < count; k++) sum += variant === 'authors' ? Math.sqrt(near[k]) : near[k];
    return variant === 'byzfl' ? sum / count : sum;
  });
}

/** The position of the lowest score; of equal ones the first. All may be infinite. */
export function lowest(scores: readonly number[]): number {
  let best = 0;
  for (let k = 1; k < scores.length; k++) if (scores[k] < scores[best]) best = k;
  return best;
}

function neighbours(remaining: number, declared: number, variant: Variant): number {
  if (variant === 'published') return Math.min(remaining - 1, Math.max(1, remaining - declared - 2));
  if (variant === 'authors') return Math.min(remaining - declared, remaining - 1);
  return remaining - declared - 1;
}

function finiteOrInfinity(distance: number): number {
  return distance < Infinity ? distance : Infinity; // NaN too
}
