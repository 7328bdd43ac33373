import { option } from '../entries/option.js';
import { lowerMedian } from '../kernels/columnMedian.js';
import { listFinite } from './listFinite.js';
import { listPoints, measureBetween, measureToMix, type Points } from './points.js';
import { type Decision, defineRule, type Geometry, type RuleSetting } from './rule.js';

const nu = (value: number) =>
  option.real({ least: 1e-15, most: 1e6, default: value, about: 'the least distance that is divided by' });
const steps = (value: number) =>
  option.whole({ least: 1, most: 10_000, default: value, about: 'how many steps are taken at most' });
const tolerance = (about: string, value: number) =>
  option.real({ least: 0, most: 1, default: value, about: `steps end ${about}` });

/**
 * Geometric median by Weiszfeld's steps: w_i = 1/max(nu, |x_i - z|), z = sum of w_i x_i / sum of w_i.
 * In n x n: z is a mix of the rows from the first step on, so |x_i - z| follows from the distances.
 *
 * byzfl: from 0, 3 steps, nu 0.1. rfa: the same with nu 1e-6. krum-library: from the mean, nu 0.1, until
 * a step
 * is at most 1e-6, at most 100. byzpy: from the lower median, nu 1e-12, until a step is at most 1e-6, at
 * most 256;
 * it looks at the reports' coordinates, so no transform can stand before it. blades: from the mean, nu
 * 1e-6,
 * until the sum of distances changes by at most 1e-10 of itself, at most 100.
 * Few steps from 0 are not the median where rows are far from 0.
 * Needs: n >= 1. Not finite: such rows leave first. Ties: none. Cost: O(n^2) a step beside the distances.
 * Influence: the weights w_i.
 * Example, one column (0, 0, 9), from the mean 3 with nu 1: weights 1/3, 1/3, 1/6, so the first step
 * leads to 1.8.
 */
export const geometricMedian = defineRule({
  name: 'geometric-median',
  label: 'geometric median',
  aliases: ['rfa'],
  summary: 'the vector of the least sum of distances to all reports, by Weiszfeld’s steps',
  paper: {
    authors: 'Pillutla, Kakade, Harchaoui',
    title: 'Robust Aggregation for Federated Learning',
    venue: 'arXiv:1912.13445',
    year: 2019,
  },
  variants: [
    {
      name: 'byzfl',
      definition: 'from z = 0, `steps` times: z = sum of w_i x_i / sum of w_i, w_i = 1/max(nu, |x_i - z|)',
      options: { nu: nu(0.1), steps: steps(3) },
    },
    {
      name: 'rfa',
      definition: 'the same with a smaller nu, as in RFA and FLPoison',
      options: { nu: nu(1e-6), steps: steps(3) },
    },
    {
      name: 'krum-library',
      definition: 'the same from the mean, until a step is short',
      options: { nu: nu(0.1), steps: steps(100), tolerance: tolerance('with one no longer than this', 1e-6) },
    },
    {
      name: 'byzpy',
      definition: 'the same from the lower column median, until a step is short',
      options: {
        nu: nu(1e-12),
        steps: steps(256),
        tolerance: tolerance('with one no longer than this', 1e-6),
      },
    },
    {
      name: 'blades',
      definition: 'the same from the mean, until the sum of distances hardly changes',
      options: {
        ...{ nu: nu(1e-6), steps: steps(100) },
        tolerance: tolerance('when the sum of distances changes by no more than this share', 1e-10),
      },
    },
  ],
  needs: 'n >= 1; as byzpy no transform before it',
  example: 'mnist-sign-flip-vs-arc-geometric-median',
  asksNorms: true,
  check: () => null,
  reference: ({ variant }) =>
    variant === 'byzpy' ? { isOfReports: true, row: (rows) => lowerMedian(rows).aggregate } : null,
  decide: weigh,
});

/** What the variants have of options. */
interface Steps {
  readonly nu: number;
  readonly steps: number;
  readonly tolerance?: number;
}

function weigh(geometry: Geometry, { variant, options }: RuleSetting): Decision {
  const { nu: least, steps: most, tolerance: end = 0 } = options as unknown as Steps;
  const { points, start } = begin(geometry, variant);
  const finite = listFinite(geometry);
  let weights = start;
  let distances = measureDistances(points, weights);
  for (let step = 0; step < most; step++) {
    const pulls = distances.map((distance, row) => (finite[row] ? 1 / Math.max(least, distance) : 0));
    const total = pulls.reduce((sum, pull) => sum + pull, 0);
    const next = start.map((_, i) => (i < pulls.length ? pulls[i] / total : 0));
    const before = addUp(distances, finite);
    const moved = Math.sqrt(measureBetween(points, next, weights));
    weights = next;
    distances = measureDistances(points, weights);
    const sum = addUp(distances, finite);
    const change = variant === 'blades' ? Math.abs(before - sum) / (sum || 1) : moved;
    if (end > 0 && change <= end) break;
  }
  const chosen = finite.flatMap((isIn, row) => (isIn ? [row] : []));
  const scores = finite.map((isIn, row) => (isIn ? distances[row] : Infinity));
  if (chosen.length === 0) return { chosen: [0], scores };
  return { chosen, scores, weights: weights.slice(0, geometry.rows) };

  function measureDistances(among: Points, mix: readonly number[]): number[] {
    return Array.from(measureToMix(among, mix).subarray(0, geometry.rows), Math.sqrt);
  }
}

/** The points and the weights that steps begin with. */
function begin(geometry: Geometry, variant: string): { points: Points; start: number[] } {
  const { rows } = geometry;
  if (variant === 'krum-library' || variant === 'blades') {
    const finite = listFinite(geometry);
    const count = finite.filter((isIn) => isIn).length;
    return { points: listPoints(geometry, 'none'), start: finite.map((isIn) => (isIn ? 1 / count : 0)) };
  }
  const points = listPoints(geometry, variant === 'byzpy' ? 'reference' : 'zero');
  return { points, start: Array.from({ length: rows + 1 }, (_, i) => (i === rows ? 1 : 0)) };
}

function addUp(distances: readonly number[], finite: readonly boolean[]): number {
  return distances.reduce((sum, distance, row) => (finite[row] ? sum + distance : sum), 0);
}
