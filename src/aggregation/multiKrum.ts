import { option } from '../entries/option.js';
import { rankAscending } from '../kernels/rankAscending.js';
import { isRankSettled } from './isRankSettled.js';
import { KRUM_FORMS, type KrumForm, KrumScores, lowest } from './krumScores.js';
import { atLeast, type Decision, defineRule, type Geometry, type RuleSetting } from './rule.js';

const keep = (about: string) =>
  option.wholeOr('default', {
    least: 1,
    most: 4096,
    default: 'default',
    about: `how many; default: ${about}`,
  });

/** What a variant has: the form of the scores, the least n, and how many rows are averaged by default. */
interface Form {
  readonly form: KrumForm;
  readonly least: (f: number) => number;
  readonly needs: string;
  readonly rows: (n: number, f: number) => number;
}

const FORMS: Readonly<Record<string, Form>> = {
  byzfl: {
    ...{ form: KRUM_FORMS.byzfl, rows: (n, f) => n - f },
    ...{ least: (f) => Math.max(2, 2 * f + 1), needs: 'n > 2f' },
  },
  published: {
    ...{ form: KRUM_FORMS.published, rows: (n, f) => n - 2 * f - 3 },
    ...{ least: (f) => 2 * f + 3, needs: 'n >= 2f + 3' },
  },
  'byzantine-momentum': {
    ...{ form: KRUM_FORMS.unsquared, rows: (n, f) => n - f - 2 },
    ...{ least: (f) => 2 * f + 3, needs: 'n >= 2f + 3' },
  },
  blades: {
    ...{ form: KRUM_FORMS.blades, rows: () => 1 },
    ...{ least: (f) => Math.max(3, 2 * f + 2), needs: 'n >= 2f + 2' },
  },
  flpoison: {
    ...{ form: KRUM_FORMS.unsquared, rows: () => 1 },
    ...{ least: (f) => f + 2, needs: 'n > f + 1' },
  },
  ndss21: {
    ...{ form: KRUM_FORMS.iterated, rows: () => 1 },
    ...{ least: (f) => 2 * f + 3, needs: 'n >= 2f + 3' },
  },
};

/**
 * Multi-Krum: the mean of the rows of the lowest Krum scores.
 *
 * byzfl: n-f rows by the least mean of the n-f-1 smallest D_ij^2. Needs n > 2f.
 * published: n-2f-3 rows by the least sum of the n-f-2 smallest D_ij^2. Needs n >= 2f+4.
 * byzantine-momentum: n-f-2 rows by the n-f-1 smallest D_ij, not squared. Needs n >= 2f+3.
 * blades: 1 row by the n-f-2 smallest D_ij^4. Needs n >= 2f+2.
 * flpoison: a fraction of the rows, by the n-f-1 smallest D_ij, not squared. Needs n > f+1.
 * ndss21: while more than 2f+2 rows remain, the one of the least sum of its r-f-3 smallest D_ij^2
 * among the r that remain is taken away; the mean of those taken. Needs n >= 2f+3.
 * Not finite: such a row is infinitely far from all others.
 * Ties: the lowest row. Cost: O(n^2 log n) beside the distances, of ndss21 O(n^3).
 * Influence: equal shares of the chosen rows.
 * Example, f=0, one column (0, 2, 3, 9, 20), two rows kept: by ByzFL rows 2 and 1, whose mean is 2.5.
 */
export const multiKrum = defineRule({
  name: 'multi-krum',
  label: 'Multi-Krum',
  summary: 'mean of the reports that are nearest to their neighbours',
  paper: {
    authors: 'Blanchard et al.',
    title: 'Machine Learning with Adversaries: Byzantine Tolerant Gradient Descent',
    venue: 'NIPS',
    year: 2017,
  },
  variants: [
    {
      name: 'byzfl',
      definition: 'mean of the n-f rows of the least mean of their n-f-1 smallest squared distances',
      options: { keep: keep('n-f') },
    },
    {
      name: 'published',
      definition: 'mean of the n-2f-3 rows of the least sum of their n-f-2 smallest squared distances',
      options: { keep: keep('n-2f-3') },
    },
    {
      name: 'byzantine-momentum',
      definition: 'mean of the n-f-2 rows of the least sum of their n-f-1 smallest distances, not squared',
      options: { keep: keep('n-f-2') },
    },
    {
      name: 'blades',
      definition: 'mean of the rows of the least sum of the fourth powers of their n-f-2 smallest distances',
      options: { keep: keep('1') },
    },
    {
      name: 'flpoison',
      definition:
        'mean of a fraction of the rows, by the least sum of their n-f-1 smallest distances, not squared',
      options: {
        fraction: option.real({
          least: 0,
          most: 1,
          default: 0.2,
          about: 'which share of the rows is averaged',
        }),
      },
    },
    {
      name: 'ndss21',
      definition:
        'mean of the rows that repeated Krum takes away until 2f+2 remain, by r-f-3 squared distances',
    },
  ],
  picks: 'several',
  needs: 'n > 2f by ByzFL, n >= 2f+4 as published, n >= 2f+3 or n >= 2f+2 by others',
  check: (setting) => {
    const { workers, declared, variant } = setting;
    const { least, needs } = FORMS[variant];
    const problem = atLeast(setting, least, needs);
    const kept = countKept(setting);
    if (problem !== null || (kept >= 1 && kept <= workers)) return problem;
    return {
      found: `n=${workers}, f=${declared}`,
      allowed: `1 to ${workers} rows to be averaged, not ${kept}`,
    };
  },
  decide: (geometry, setting) =>
    setting.variant === 'ndss21' ? takeAway(geometry, setting) : rank(geometry, setting),
  isSettled: (geometry, { variant }, decision, error) =>
    variant !== 'ndss21' && isRankSettled(geometry, decision, error),
  explainScore: ({ squares }, { workers, declared, variant }, row) =>
    new KrumScores(squares, workers, declared, FORMS[variant].form).explain(
      row,
      new Array<boolean>(workers).fill(true),
    ),
});

function rank({ squares }: Geometry, setting: RuleSetting): Decision {
  const { workers, declared, variant } = setting;
  const { form } = FORMS[variant];
  const everyone = new Array<boolean>(workers).fill(true);
  const scores = new KrumScores(squares, workers, declared, form).among(everyone);
  return { chosen: rankAscending(scores).slice(0, countKept(setting)), scores };
}

function takeAway({ squares }: Geometry, { workers, declared }: RuleSetting): Decision {
  const krum = new KrumScores(squares, workers, declared, KRUM_FORMS.iterated);
  const remains = new Array<boolean>(workers).fill(true);
  const first = krum.among(remains);
  const chosen: number[] = [];
  while (workers - chosen.length > 2 * declared + 2) {
    const next = lowest(krum.among(remains), remains);
    remains[next] = false;
    chosen.push(next);
  }
  return { chosen, scores: first };
}

function countKept({ workers, declared, variant, options }: RuleSetting): number {
  if (variant === 'flpoison') return Math.floor((options.fraction as number) * workers);
  const kept = readKeep(options);
  return kept === 'default' ? FORMS[variant].rows(workers, declared) : kept;
}

function readKeep({ keep: kept = 'default' }: Readonly<Record<string, unknown>>): number | 'default' {
  return kept as number | 'default';
}
