import { meanNearestMedian } from '../kernels/meanNearestMedian.js';
import { KrumScores, lowest } from './krumScores.js';
import { atLeast, type Decision, defineRule, type Geometry, type RuleSetting } from './rule.js';

/**
 * Bulyan: theta = n-2f picks by repeated Krum on the rows that remain,
 * then per coordinate the mean of the picked values nearest to their median.
 *
 * published: Krum's published scores (at least one neighbour), theta-2f values are kept.
 * authors: the authors' scores (remaining - f neighbours), theta-2f-1 values are kept.
 * Needs n >= 4f+3.
 * Not finite: as in Krum, then as in the trimmed mean.
 * Ties: the lowest row.
 * Cost: O(n^2 d) for the distances, O(n^3) for the picks.
 * Influence: the share of kept coordinates.
 * Example, f=0, one column (0, 1, 5): published keeps all
 * three and gives 2, authors the two nearest to 1: 0.5.
 */
export const bulyan = defineRule({
  name: 'bulyan',
  label: 'Bulyan',
  summary: 'repeated Krum, then a trimmed mean of the picks',
  paper: {
    authors: 'El Mhamdi et al.',
    title: 'The Hidden Vulnerability of Distributed Learning in Byzantium',
    venue: 'ICML',
    year: 2018,
  },
  variants: [
    {
      name: 'authors',
      definition:
        'theta = n-2f picks by the authors’ Krum, then per column the mean of the theta-2f-1 nearest the median',
    },
    {
      name: 'published',
      definition:
        'theta = n-2f picks by published Krum, then per column the mean of the theta-2f nearest the median',
    },
  ],
  picks: 'several',
  ranking: 'workers as Bulyan picked them, then by score',
  needs: 'n >= 4f+3',
  example: 'mnist-little-vs-bulyan',
  check: (setting) => atLeast(setting, (f) => 4 * f + 3, 'n >= 4f + 3'),
  decide: pick,
  reduce: (rows, { workers, declared, variant }, decision) => {
    const picked = [...decision!.chosen].sort((a, b) => a - b);
    const theta = workers - 2 * declared;
    const keep = variant === 'authors' ? theta - 2 * declared - 1 : theta - 2 * declared;
    const { aggregate, kept } = meanNearestMedian(
      picked.map((index) => rows[index]),
      keep,
    );
    const keptOfAll = new Float64Array(workers);
    for (const [position, index] of picked.entries()) keptOfAll[index] = kept[position];
    return { aggregate, kept: keptOfAll };
  },
});

function pick({ squares }: Geometry, { workers, declared, variant }: RuleSetting): Decision {
  const krum = new KrumScores(squares, workers, declared, variant);
  const remains = new Array<boolean>(workers).fill(true);
  const chosen: number[] = [];
  let first: readonly number[] = [];
  while (chosen.length < workers - 2 * declared) {
    const scores = krum.among(remains);
    if (chosen.length === 0) first = scores;
    const next = lowest(scores, remains);
    remains[next] = false;
    chosen.push(next);
  }
  return { chosen, scores: first };
}
