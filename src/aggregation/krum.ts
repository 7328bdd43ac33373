import { isRankSettled } from './isRankSettled.js';
import { KRUM_FORMS, KrumScores, lowest } from './krumScores.js';
import { atLeast, defineRule, type Geometry, type RuleSetting } from './rule.js';

/**
 * Krum: the one report whose neighbours are nearest, as it is.
 * D_ij is the distance of reports i and j.
 *
 * published: least sum of the n-f-2 smallest D_ij^2.
 * Needs n >= 2f+3.
 * authors: least sum of the n-f smallest D_ij, not squared.
 * Needs n > f.
 * byzfl: least mean of the n-f-1 smallest D_ij^2.
 * Needs n > 2f.
 * flpoison: least sum of the n-f-1 smallest D_ij, not squared.
 * Needs n > f+1.
 * Not finite: such a row is infinitely far from all others.
 * The authors' score counts n-f of n-1 neighbours: with f such rows every score is infinite,
 * the lowest row is chosen, and it is an error if that is one of them.
 * Ties: the lowest row.
 * Cost: O(n^2 d).
 * Influence: 1 for the chosen report.
 * Example, f=0, one column (0, 2, 3, 9, 20): row 2 as published and by the authors, row 3 by ByzFL.
 */
export const krum = defineRule({
  name: 'krum',
  label: 'Krum',
  summary: 'the one report that is nearest to its neighbours',
  paper: {
    authors: 'Blanchard et al.',
    title: 'Machine Learning with Adversaries: Byzantine Tolerant Gradient Descent',
    venue: 'NIPS',
    year: 2017,
  },
  variants: [
    { name: 'authors', definition: 'the row of the least sum of its n-f smallest distances, not squared' },
    { name: 'published', definition: 'the row of the least sum of its n-f-2 smallest squared distances' },
    { name: 'byzfl', definition: 'the row of the least mean of its n-f-1 smallest squared distances' },
    { name: 'flpoison', definition: 'the row of the least sum of its n-f-1 smallest distances, not squared' },
  ],
  picks: 'one',
  ranking: 'workers by their Krum score, the lowest wins',
  needs: 'n >= 2f+3 as published, n > f by the authors, n > 2f by ByzFL, n > f+1 by FLPoison',
  example: 'mnist-little-vs-krum',
  check: (setting) => {
    if (setting.variant === 'published') return atLeast(setting, (f) => 2 * f + 3, 'n >= 2f + 3');
    if (setting.variant === 'authors') return atLeast(setting, (f) => Math.max(2, f + 1), 'n > f');
    if (setting.variant === 'flpoison') return atLeast(setting, (f) => f + 2, 'n > f + 1');
    return atLeast(setting, (f) => Math.max(2, 2 * f + 1), 'n > 2f');
  },
  decide: (geometry, setting) => {
    const everyone = new Array<boolean>(setting.workers).fill(true);
    const scores = measure(geometry, setting).among(everyone);
    return { chosen: [lowest(scores, everyone)], scores };
  },
  isSettled: (geometry, _setting, decision, error) => isRankSettled(geometry, decision, error),
  explainScore: (geometry, setting, row) =>
    measure(geometry, setting).explain(row, new Array<boolean>(setting.workers).fill(true)),
});

function measure({ squares }: Geometry, { workers, declared, variant }: RuleSetting): KrumScores {
  const form = variant === 'flpoison' ? KRUM_FORMS.unsquared : KRUM_FORMS[variant as 'authors'];
  return new KrumScores(squares, workers, declared, form);
}
