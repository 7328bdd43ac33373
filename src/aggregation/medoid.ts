import { isRankSettled } from './isRankSettled.js';
import { KrumScores, lowest } from './krumScores.js';
import { listFinite } from './listFinite.js';
import { defineRule, type Geometry, type RuleSetting } from './rule.js';

/**
 * Medoid: the report of the least sum of distances to all others, as it is.
 *
 * Needs: n >= 1. Not finite: such a row is infinitely far from all others, and makes every sum infinite:
 * so sums run over the rows that are at a finite distance of any other.
 * Ties: the lowest row. Cost: O(n^2 log n) beside the distances. Influence: 1 for the chosen report.
 * Example, one column (0, 2, 9): row 1.
 */
export const medoid = defineRule({
  name: 'medoid',
  summary: 'the one report that is nearest to all others',
  definition: 'the row of the least sum of its distances to all others, not squared',
  paper: {
    authors: 'Xie, Koyejo, Gupta',
    title: 'Generalized Byzantine-tolerant SGD',
    venue: 'arXiv:1802.10116',
    year: 2018,
  },
  picks: 'one',
  ranking: 'workers by the sum of their distances to the others, the lowest wins',
  needs: 'n >= 1',
  check: () => null,
  decide: (geometry, setting) => {
    const remains = listRemaining(geometry);
    const scores = measure(geometry, setting).among(remains);
    return { chosen: [lowest(scores, remains)], scores };
  },
  isSettled: (geometry, _setting, decision, error) => isRankSettled(geometry, decision, error),
  explainScore: (geometry, setting, row) => measure(geometry, setting).explain(row, listRemaining(geometry)),
});

/** The rows that are finite; all, where none is. */
function listRemaining(geometry: Geometry): boolean[] {
  const isIn = listFinite(geometry);
  return isIn.includes(true) ? isIn : isIn.map(() => true);
}

function measure({ squares }: Geometry, { workers, declared }: RuleSetting): KrumScores {
  return new KrumScores(squares, workers, declared, {
    power: 1,
    neighbours: (remaining: number) => remaining - 1,
  });
}
