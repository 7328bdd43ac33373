import type { Decision, Geometry } from './rule.js';

/** Of sums of float64 values, more than they can be off by rounding. */
const ROUNDING = 1e-12;

/**
 * Whether a rule that chooses the rows of the lowest Krum scores, of equal ones the first, chooses the same
 * ones by every geometry whose squared distances are off by no more than `error`, a part of themselves.
 *
 * A score is a sum of first, second or fourth powers of a row's least distances: it is off by no more than
 * twice that part, and its square. So each chosen row has to lie so far before each that is not chosen.
 * Rows at distance 0 are equal, and have one score: of those the first is chosen either way.
 */
export function isRankSettled(
  { rows, squares }: Pick<Geometry, 'rows' | 'squares'>,
  { chosen, scores }: Pick<Decision, 'chosen' | 'scores'>,
  error: number,
): boolean {
  if (!(error <= 0.1)) return false;
  const slack = 3 * error + ROUNDING;
  const isChosen = new Set(chosen);
  const others = scores.flatMap((_, row) => (isChosen.has(row) ? [] : [row]));
  return chosen.every((row) =>
    others.every(
      (other) =>
        scores[other] * (1 - slack) > scores[row] * (1 + slack) ||
        (row < other && squares[row * rows + other] === 0),
    ),
  );
}
