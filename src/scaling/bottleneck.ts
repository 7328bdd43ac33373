import type { Trace } from './trace.js';
import { type Costs, virtualRoundMs } from './virtualRound.js';

/** What a round on so many cores would gain the most by. */
export interface Bottleneck {
  /** A stage whose steps would be shared evenly, or one of the costs that would be nothing. */
  readonly what: string;
  /** What of the round would then be gone. */
  readonly gainMs: number;
}

/** The next bottleneck by the model: of all that could be mended the one that would gain the most. */
export function findBottleneck(trace: Trace, costs: Costs, threads: number): Bottleneck {
  const nowMs = virtualRoundMs(trace, costs, threads);
  const gain = (what: string, other: Trace, changed: Costs): Bottleneck => ({
    what,
    gainMs: nowMs - virtualRoundMs(other, changed, threads),
  });
  const mended = [
    ...trace.map(({ name }) => gain(`${name}, not shared evenly`, shareEvenly(trace, name, threads), costs)),
    gain('what is before each step', trace, { ...costs, stepMs: 0 }),
    gain('waking threads', trace, { ...costs, wakeMs: 0 }),
    gain('what is between rounds', trace, { ...costs, roundMs: 0 }),
  ];
  return mended.reduce((best, one) => (one.gainMs > best.gainMs ? one : best));
}

/** The same work of a stage in as many equal steps as there are threads. */
function shareEvenly(trace: Trace, name: string, threads: number): Trace {
  return trace.map((stage) => {
    if (stage.name !== name) return stage;
    const workMs = stage.durationsMs.reduce((sum, durationMs) => sum + durationMs, 0);
    return { ...stage, durationsMs: new Array<number>(threads).fill(workMs / threads) };
  });
}
