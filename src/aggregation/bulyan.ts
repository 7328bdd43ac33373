import { option } from '../entries/option.js';
import { lowerMedian } from '../kernels/columnMedian.js';
import { meanNearest } from '../kernels/meanNearest.js';
import { meanNearestMedian } from '../kernels/meanNearestMedian.js';
import { rankAscending } from '../kernels/rankAscending.js';
import type { Reduction } from '../kernels/reduction.js';
import { trimmedColumnMean } from '../kernels/trimmedColumnMean.js';
import { mixRows } from './mixRows.js';
import { KRUM_FORMS, type KrumForm, KrumScores, lowest } from './krumScores.js';
import { measureToMix } from './points.js';
import { atLeast, type Decision, defineRule, type Geometry, type RuleSetting } from './rule.js';

/**
 * Bulyan: theta = n-2f picks by repeated Krum on the rows that remain,
 * then per coordinate the mean of the picked values nearest to their median.
 *
 * published: Krum's published scores (at least one neighbour), theta-2f values are kept.
 * authors: the authors' scores (remaining - f neighbours), theta-2f-1 values are kept.
 * krum-library: theta = n-2f-2 rounds; in round i the mean of the n-f-2-i rows of the lowest published
 * scores among those that remain is put aside, and the row nearest to it leaves; then the trimmed mean.
 * With `keep` at most so many rows are averaged; 1 gives Krum's row itself.
 * byzantine-momentum: the same with scores taken once, unsquared, of n-f-2 neighbours, by which the best
 * row
 * leaves; then per coordinate the mean of the theta-2f values nearest to the lower median.
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
    {
      name: 'krum-library',
      definition:
        'theta = n-2f-2 times: the mean of the n-f-2-i best by published Krum is put aside, the row nearest to it leaves; trimmed mean',
      options: {
        keep: option.wholeOr('all', {
          ...{ least: 1, most: 4096, default: 'all' },
          about: 'how many rows are averaged at most; all: n-f-2-i in round i',
        }),
      },
    },
    {
      name: 'byzantine-momentum',
      definition:
        'theta = n-2f-2 means of the n-f-2-i best by unsquared scores taken once; per column the theta-2f nearest the lower median',
    },
  ],
  picks: 'several',
  ranking: 'workers as Bulyan picked them, then by score',
  needs: 'n >= 4f+3',
  example: 'mnist-little-vs-bulyan',
  check: (setting) => atLeast(setting, (f) => 4 * f + 3, 'n >= 4f + 3'),
  decide: (geometry, setting) => {
    if (setting.variant === 'krum-library') return groupAnew(geometry, setting);
    return setting.variant === 'byzantine-momentum' ? groupOnce(geometry, setting) : pick(geometry, setting);
  },
  explainScore: ({ squares }, { workers, declared, variant }, row) =>
    new KrumScores(squares, workers, declared, pickForm(variant)).explain(
      row,
      new Array<boolean>(workers).fill(true),
    ),
  reduce: (rows, { workers, declared, variant }, decision) => {
    const { chosen, groups } = decision!;
    if (groups !== undefined) return reduceGroups(rows, groups, declared, variant);
    const picked = [...chosen].sort((a, b) => a - b);
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

/** The form of the scores of the first pick, when all remain. */
function pickForm(variant: string): KrumForm {
  if (variant === 'krum-library') return KRUM_FORMS.published;
  return variant === 'byzantine-momentum' ? KRUM_FORMS.short : KRUM_FORMS[variant as 'authors'];
}

function pick({ squares }: Geometry, { workers, declared, variant }: RuleSetting): Decision {
  const krum = new KrumScores(squares, workers, declared, KRUM_FORMS[variant as 'authors']);
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

function groupAnew({ squares }: Geometry, { workers, declared, options }: RuleSetting): Decision {
  const krum = new KrumScores(squares, workers, declared, KRUM_FORMS.published);
  const remains = new Array<boolean>(workers).fill(true);
  const first = krum.among(remains);
  const most = options.keep === 'all' ? workers : (options.keep as number);
  const groups: number[][] = [];
  const chosen: number[] = [];
  for (let round = 0; round < workers - 2 * declared - 2; round++) {
    const count = Math.min(most, workers - declared - 2 - round);
    const group = rankAscending(krum.among(remains))
      .filter((row) => remains[row])
      .slice(0, count);
    const weights = Array.from({ length: workers }, (_, row) => (group.includes(row) ? 1 / group.length : 0));
    const toMean = measureToMix({ count: workers, squares }, weights);
    const leaving = lowest(Array.from(toMean), remains);
    remains[leaving] = false;
    chosen.push(leaving);
    groups.push(group);
  }
  return { chosen, scores: first, groups };
}

function groupOnce({ squares }: Geometry, { workers, declared }: RuleSetting): Decision {
  const everyone = new Array<boolean>(workers).fill(true);
  const scores = new KrumScores(squares, workers, declared, KRUM_FORMS.short).among(everyone);
  const ranked = rankAscending(scores);
  const groups = Array.from({ length: workers - 2 * declared - 2 }, (_, round) =>
    ranked.slice(round, workers - declared - 2),
  );
  return { chosen: listMembers(groups), scores, groups };
}

/** Who is in any group, in the order of joining. */
function listMembers(groups: readonly (readonly number[])[]): number[] {
  return [...new Set(groups.flat())];
}

function reduceGroups(
  rows: readonly Float32Array[],
  groups: readonly (readonly number[])[],
  declared: number,
  variant: string,
): Reduction {
  const means = groups.map((chosen) => mixRows(rows, { chosen, scores: [] }).aggregate);
  const keep = means.length - 2 * declared;
  const { aggregate, kept } =
    variant === 'krum-library'
      ? trimmedColumnMean(means, declared)
      : meanNearest(means, lowerMedian(means).aggregate, keep);
  const keptOfRows = new Float64Array(rows.length);
  for (const [k, group] of groups.entries())
    for (const row of group) keptOfRows[row] += kept[k] / group.length;
  return { aggregate, kept: keptOfRows };
}
