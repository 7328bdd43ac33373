import { addAbout } from '../../kernels/aboutPoint.js';
import { mapVector } from '../../kernels/mapVector.js';
import { computeMeans } from '../../kernels/computeMeans.js';
import { defineAttack, type Forgery, type HonestView, type OwnView } from '../attack.js';
import { requireHonest } from '../requireHonest.js';
import { squaresBetween } from '../squaresBetween.js';
import { addCopies, measureAlong } from './copiesAmong.js';
import { nearestSums, placeOfLeast } from './nearestSums.js';
import { PAPER } from './options.js';

/** Where halving ends. */
const LEAST = 1e-5;

/**
 * Fang's attack on Krum: every corrupted worker sends -t s, s the sign of the mean of what the adversary
 * sees, for the largest t of a sequence of halves at which Krum picks it.
 *
 * full-knowledge (the authors of "Manipulating the Byzantine"): of the honest reports, h of them, from
 * t0 = (least sum of the h-2-m smallest distances) / ((h-m-1) sqrt d) + max_i |h_i - mu| / sqrt d on,
 * until Krum (h-3 squared neighbours of m copies and the h reports) picks a copy.
 * partial-knowledge (FLPoison): of the m own gradients, from t0 = 1 on, until Krum (unsquared,
 * m-1 neighbours) picks one of q copies beside them, q = 1, ..., m-1. Needs m >= 2.
 *
 * Where it never does, the last t is sent: the last one above 1e-5, in the second variant the next one.
 * Not finite: infinitely far. Ties: the first row, a copy
 * in the first variant, an own gradient in the second, as in their code. Cost: O(h^2 d) once.
 * The record has t, and whether Krum picked it.
 */
export const fangKrum = defineAttack({
  name: 'fang-krum',
  summary: 'against the sign of the mean, as far as Krum still picks it',
  paper: PAPER,
  variants: [
    {
      name: 'full-knowledge',
      definition:
        '-t sign(mu), mu over the honest reports; t halves until Krum picks one of m copies among them',
    },
    {
      name: 'partial-knowledge',
      definition:
        '-t sign(mu), mu over its own gradients; t halves from 1 until Krum picks one of at most m-1 copies among them',
    },
  ],
  example: 'mnist-fang-krum-vs-krum',
  sees: { 'full-knowledge': 'honest', 'partial-knowledge': 'own' },
  asksDistances: true,
  complete: ({ variant }, around, refuse) => {
    if (variant === 'full-knowledge') requireHonest(around, refuse);
    else if (around.workers.corrupted < 2) {
      refuse('variant', {
        found: variant ?? '',
        problem: 'one corrupted worker has no other to put beside a copy',
        allowed: 'full-knowledge, or at least 2 corrupted workers (workers.corrupted)',
      });
    }
    return {};
  },
  decide: (view) => ('honest' in view ? decideWithAll(view) : decideAlone(view)),
});

function decideWithAll({ honest, honestSquares, corrupted }: HonestView): Forgery {
  const means = computeMeans(honest);
  const sign = means.map(Math.sign);
  const measured = measureAlong(honest, honestSquares(), sign);
  const isPicked = (t: number) => {
    const sums = nearestSums(addCopies(measured, t, corrupted), measured.rows - 3, { isSquared: true });
    return placeOfLeast(sums) < corrupted;
  };
  const first = firstFactor(honest, means, measured.squares, corrupted);
  return send(
    sign,
    halve(first, isPicked, (t) => t / 2 <= LEAST),
  );
}

function firstFactor(
  honest: HonestView['honest'],
  means: Float64Array,
  squares: Float64Array,
  corrupted: number,
): number {
  const rows = honest[0].length;
  const table = Array.from({ length: rows }, (_, row) => squares.subarray(row * rows, (row + 1) * rows));
  const least = Math.min(...nearestSums(table, rows - 2 - corrupted, { isSquared: false }));
  const sums = new Float64Array(2 * rows);
  let start = 0;
  for (const block of honest) {
    addAbout(sums, block, { point: means, direction: means, start });
    start += block[0].length;
  }
  const farthest = sums.subarray(0, rows).reduce((most, square) => Math.max(most, square), 0);
  const root = Math.sqrt(means.length);
  return least / (Math.max(1, rows - corrupted - 1) * root) + Math.sqrt(farthest) / root;
}

function decideAlone({ own, corrupted }: OwnView): Forgery {
  const sign = computeMeans(own).map(Math.sign);
  const measured = measureAlong(own, squaresBetween(own), sign);
  let found = { t: 1, picked: false };
  for (let copies = 1; copies < corrupted && !found.picked; copies++) {
    // The own gradients come first there, so of equal scores one of them is picked.
    const isPicked = (t: number) => {
      const sums = nearestSums(addCopies(measured, t, copies), corrupted - 1, { isSquared: false });
      return placeOfLeast([...sums.slice(copies), ...sums.slice(0, copies)]) >= corrupted;
    };
    found = halve(1, isPicked, (t) => t <= LEAST);
  }
  return send(sign, found);
}

function halve(
  first: number,
  isPicked: (t: number) => boolean,
  isLast: (t: number) => boolean,
): { t: number; picked: boolean } {
  let t = Number.isFinite(first) ? first : 1;
  while (!isPicked(t)) {
    if (isLast(t)) return { t, picked: false };
    t /= 2;
  }
  return { t, picked: true };
}

function send(sign: Float64Array, { t, picked }: { t: number; picked: boolean }): Forgery {
  return { facts: { t, picked }, report: mapVector(sign, (value) => -t * value) };
}
