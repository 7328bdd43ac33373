import { option } from '../entries/option.js';
import { listFinite } from './listFinite.js';
import { listPoints, measureToMix } from './points.js';
import { type Decision, defineRule, type Geometry, type RuleSetting } from './rule.js';

const steps = (value: number) =>
  option.whole({ least: 1, most: 1000, default: value, about: 'how many steps are taken in a round' });
const REACH = {
  least: 1e-12,
  most: 1e12,
  about: 'the length that differences to the centre are cut down to',
};

/**
 * Centered clipping: from v, `steps` times, v += mean over i of (x_i - v) min(1, tau / |x_i - v|).
 * v is the last round's aggregate, 0 before the first. In n x n: v stays a mix of the rows and the old v.
 *
 * byzfl: tau 100, 1 step. blades: tau 5, 5 steps. byzpy: no memory, from the mean, 10 steps, tau 1
 * (ByzPy has no default). disco: tau 1, 1 step, from the mean where the last aggregate is nothing but zeros,
 * as before the first round. DISCO gives it momenta of the workers (training.workerMomentum: 0.9).
 * Needs: n >= 1. Not finite: such a row is infinitely long and adds nothing. Ties: none.
 * Cost: O(n^2) a step beside the distances. Influence: each row's weight in the new v.
 * Example, v = 0, tau 1, one column (0.5, 4): 0.75.
 */
export const centeredClipping = defineRule({
  name: 'centered-clipping',
  label: 'centered clipping',
  summary: 'the last aggregate, moved by the mean of clipped differences to it',
  paper: {
    authors: 'Karimireddy, He, Jaggi',
    title: 'Learning from History for Byzantine Robust Optimization',
    venue: 'ICML',
    year: 2021,
  },
  variants: [
    {
      name: 'byzfl',
      definition: 'from the last aggregate, `steps` times: v += mean of (x_i - v) min(1, tau / |x_i - v|)',
      options: { tau: option.real({ ...REACH, default: 100 }), steps: steps(1) },
    },
    {
      name: 'blades',
      definition: 'the same with smaller tau and more steps',
      options: { tau: option.real({ ...REACH, default: 5 }), steps: steps(5) },
    },
    {
      name: 'byzpy',
      definition: 'the same from the mean of the rows, without a memory',
      options: { tau: option.real({ ...REACH, default: 1 }), steps: steps(10) },
    },
    {
      name: 'disco',
      definition:
        'from the last aggregate, in the first round from the mean of the rows; meant for momenta of workers',
      options: { tau: option.real({ ...REACH, default: 1 }), steps: steps(1) },
    },
  ],
  ranking: 'workers by their squared distance to the new centre',
  needs: 'n >= 1',
  memory: [{ name: 'centre', length: 'parameters' }],
  check: () => null,
  reference: ({ variant }) =>
    variant === 'byzpy' ? null : { row: (_rows, _setting, memory) => memory.centre.before[0] },
  decide: clip,
  remember: (aggregate, { variant }, { centre }) => {
    if (variant !== 'byzpy') centre.after[0].set(aggregate);
  },
});

function clip(geometry: Geometry, { variant, options }: RuleSetting): Decision {
  const { tau, steps: count } = options as unknown as { readonly tau: number; readonly steps: number };
  const { rows } = geometry;
  const finite = listFinite(geometry);
  const among = finite.filter((isIn) => isIn).length;
  const isFirst = variant === 'disco' && geometry.toReference!.squaredNorm === 0;
  const isFresh = variant === 'byzpy' || isFirst;
  const points = listPoints(geometry, isFresh ? 'none' : 'reference');
  let weights = Array.from({ length: points.count }, (_, i) => {
    if (!isFresh) return i === rows ? 1 : 0;
    return finite[i] ? 1 / among : 0;
  });
  for (let step = 0; step < count; step++) {
    const squares = measureToMix(points, weights);
    const moves = finite.map((isIn, row) => {
      const distance = Math.sqrt(squares[row]);
      return isIn && distance < Infinity ? Math.min(1, distance === 0 ? 1 : tau / distance) / rows : 0;
    });
    const stays = 1 - moves.reduce((sum, move) => sum + move, 0);
    weights = weights.map((weight, i) => weight * stays + (i < rows ? moves[i] : 0));
  }
  const scores = Array.from(measureToMix(points, weights).subarray(0, rows));
  const chosen = finite.flatMap((isIn, row) => (isIn ? [row] : []));
  const referenceWeight = isFresh ? 0 : weights[rows];
  return {
    chosen: chosen.length === 0 ? [0] : chosen,
    scores,
    weights: weights.slice(0, rows),
    referenceWeight,
  };
}
