/** How much faster some threads are than one. */
export interface SpeedUp {
  readonly threads: number;
  readonly speedUp: number;
}

/**
 * Amdahl's serial fraction s: 1 / S(p) = s + (1 - s) / p fitted to the speed-ups of two threads or more, by
 * least squares in 1 / S. 0 to 1; null where there is none.
 */
export function amdahlFraction(points: readonly SpeedUp[]): number | null {
  const several = points.filter(({ threads }) => threads > 1);
  if (several.length === 0) return null;
  let [above, below] = [0, 0];
  for (const { threads, speedUp } of several) {
    const x = 1 - 1 / threads;
    above += x * (1 / speedUp - 1 / threads);
    below += x * x;
  }
  return Math.min(1, Math.max(0, above / below));
}

/**
 * The serial fraction by one point alone (Karp and Flatt, 1990).
 * A fraction that rises with p tells of overhead.
 */
export function karpFlatt({ threads, speedUp }: SpeedUp): number {
  return (1 / speedUp - 1 / threads) / (1 - 1 / threads);
}

/** S(p) after Amdahl: the same work, shared by p threads. */
export function amdahlSpeedUp(fraction: number, threads: number): number {
  return 1 / (fraction + (1 - fraction) / threads);
}

/**
 * Gustafson's speed-up: p - s' (p - 1), with s' the share of the serial part in the time of p threads.
 * It is the work of p threads over that of one in the same time, when the shared work grows with p.
 */
export function gustafsonSpeedUp(fraction: number, threads: number): number {
  const share = fraction * amdahlSpeedUp(fraction, threads);
  return threads - share * (threads - 1);
}
