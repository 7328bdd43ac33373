import { meanNearestMedian } from '../kernels/meanNearestMedian.js';
import { KrumScores, lowest } from './krumScores.js';
import { atLeast, type Rule, type RuleSetting, type Selection } from './rule.js';

/**
 * Bulyan: theta = n-2f picks by repeated Krum on the rows that remain, then per coordinate the mean of the
 * picked values nearest to their median.
 *
 * published: Krum's published scores (at least one neighbour), theta-2f values are kept.
 * authors: the authors' scores (remaining - f neighbours), theta-2f-1 values are kept.
 * Needs n >= 4f+3. Not finite: as in Krum, then as in the trimmed mean. Ties: the lowest row.
 * Cost: O(n^2 d) for the distances, O(n^3) for the picks. Influence: the share of kept coordinates.
 * Example, f=0, one column (0, 1, 5): published keeps all three and gives 2, authors the two nearest to 1: 0.5.
 */
export const bulyan: Rule = Object.freeze<Rule>({
  name: 'bulyan',
  summary: 'repeated Krum, then a trimmed mean of the picks',
  paper: 'El Mhamdi et al., The Hidden Vulnerability of Distributed Learning in Byzantium, ICML 2018',
  variants: ['published', 'authors'],
  check: (setting) => atLeast(setting, (f) => 4 * f + 3, 'n >= 4f + 3'),
  select: pick,
  reduce: (rows, selection, { workers, declared, variant }) => {
    const picked = [...selection!.chosen].sort((a, b) => a - b);
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

function pick(distances: Float64Array, { workers, declared, variant }: RuleSetting): Selection {
  const krum = new KrumScores(distances, workers, declared, variant);
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
