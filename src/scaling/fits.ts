/** How much faster some threads are than one. */
export interface SpeedUp {
  readonly threads: number;
  readonly speedUp: number;
}

/**
 * Amdahl's serial fraction s, for which 1 / S(p) = s + (1 - s) / p comes nearest (least squares in 1 / S) to the speed-ups of
 * two threads or more. 0 to 1; null where there is none.
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

/** The serial fraction that one point alone speaks for (Karp and Flatt, 1990): one that rises with p tells of overhead. */
export function karpFlatt({ threads, speedUp }: SpeedUp): number {
  return (1 / speedUp - 1 / threads) / (1 - 1 / threads);
}

/** S(p) after Amdahl: the same work, shared by p threads. */
export function amdahlSpeedUp(fraction: number, threads: number): number {
  return 1 / (fraction + (1 - fraction) / threads);
}

/**
 * After Gustafson: p threads do how many times the work of one in the same time, where the work that is shared grows with p:
 * p - s' (p - 1), s' being the share of the serial part in the time of p threads.
 */
export function gustafsonSpeedUp(fraction: number, threads: number): number {
  const share = fraction * amdahlSpeedUp(fraction, threads);
  return threads - share * (threads - 1);
}
