/** How a factor is searched for: where it begins and how it goes on. */
export interface Search {
  /** The first step. */
  readonly step: number;
  /** How often the gain is asked for, the one at 0 included. */
  readonly evaluations: number;
  /** Whether a step that brought nothing is followed by one back from there, or by a shorter one ahead. */
  readonly turnsBack: boolean;
}

const SHORTER = 0.8;

/** The search of ByzFL, and that of ByzantineMomentum (`line_maximize`). */
export const SEARCHES = {
  byzfl: { step: 10, evaluations: 20, turnsBack: false },
  'byzantine-momentum': { step: 1, evaluations: 16, turnsBack: true },
} as const satisfies Readonly<Record<string, Search>>;

/**
 * The factor >= 0 of the largest gain that a number of evaluations finds, from 0 on.
 * Expansion: while the gain grows strictly the step doubles.
 * Contraction: then it is 0.8 times as long each time, and only what is larger than the best counts.
 * The next probe is a step ahead of the best one; or, where the search turns back, a step from the last probe
 * towards the best one, and halfway back to it while that would be negative.
 * A gain that is not a number is never larger.
 */
export function maximize(
  gain: (factor: number) => number,
  { step, evaluations, turnsBack }: Search,
): { factor: number; gain: number } {
  let best = { factor: 0, gain: gain(0) };
  let left = evaluations - 1;
  let length = step;
  let probe = 0;
  const isBetter = (): boolean => {
    left--;
    const found = gain(probe);
    if (!(found > best.gain)) return false;
    best = { factor: probe, gain: found };
    return true;
  };
  while (left > 0) {
    probe = best.factor + length;
    if (!isBetter()) break;
    length *= 2;
  }
  length *= SHORTER;
  while (left > 0) {
    probe = turnsBack ? stepTowards(probe, best.factor, length) : best.factor + length;
    isBetter();
    length *= SHORTER;
  }
  return best;
}

function stepTowards(probe: number, best: number, length: number): number {
  if (probe < best) return probe + length;
  let next = probe - length;
  while (next < 0) next = (next + probe) / 2;
  return next;
}
