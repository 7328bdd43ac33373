import type { Gaps } from './gaps.js';
import type { Costs } from './virtualRound.js';

/** What one thread count showed of the gaps between steps. */
export interface ObservedGaps {
  readonly threads: number;
  readonly gaps: Gaps;
}

/** The costs of a round besides its steps: as one thread shows, and of waking as the fewest several do. */
export function costsFrom(observed: readonly ObservedGaps[]): Costs {
  const [fewest, ...more] = [...observed].sort((a, b) => a.threads - b.threads);
  const wakeMs = more.find(({ gaps }) => gaps.wakeMs !== null)?.gaps.wakeMs ?? 0;
  return { stepMs: fewest.gaps.stepMs, wakeMs, roundMs: fewest.gaps.roundMs };
}
