import { countMeasured } from '../aggregation/measureBlock.js';
import type { Line } from '../attacks/attack.js';
import { measureCloud, probeSquares } from '../attacks/cloud/honestCloud.js';
import { probeError } from '../attacks/cloud/probeError.js';
import { NO_MEMORY } from '../entries/memory.js';
import type { Blocks } from '../kernels/meanAndDeviation.js';
import { type Chain, type ChainDecision, listAsked } from '../transforms/decideChain.js';
import { fillInCopies, fillInOthers, type TrialRow } from './trialRows.js';

/** What lies beside a report that is tried: others' rows by blocks, and the squared distances among them. */
interface Beside {
  readonly rows: readonly TrialRow[];
  readonly others: Blocks;
  readonly squares: Float64Array;
}

/**
 * What a chain decides on copies of a report on a line and others' rows, by the report's factor, without a
 * look at the report: its distances are a polynomial of the factor, and how far they can be off is known.
 * Null wherever the rule does not say that it decides the same by the distances themselves.
 */
export function decideOnLine(
  chain: Chain,
  beside: () => Beside,
  { point, direction }: Line,
): (factor: number) => ChainDecision | null {
  const { entry, setting } = chain.rule;
  const { decide, isSettled, memory } = entry;
  const n = setting.workers;
  const looksFarther =
    memory !== undefined || chain.transforms.length > 0 || countMeasured(listAsked(chain), n) !== n * n;
  if (!decide || !isSettled || looksFarther) return () => null;
  const { rows, others, squares: among } = beside();
  if (rows.length !== n || others[0].length === 0) return () => null;
  const origin = point ?? new Float64Array(direction.length);
  const cloud = measureCloud(others, among, origin, direction);
  const about = {
    pointLength: Math.sqrt(origin.reduce((sum, value) => sum + value * value, 0)),
    coordinates: direction.length,
  };
  return (factor) => {
    const error = probeError(cloud, -factor, about);
    if (!Number.isFinite(error)) return null;
    const squares = new Float64Array(n * n);
    fillInOthers(squares, rows, among);
    fillInCopies(squares, rows, probeSquares(cloud, -factor), true);
    const geometry = { rows: n, squares, squaredNorms: null };
    const decision = decide(geometry, setting, NO_MEMORY);
    return isSettled(geometry, setting, decision, error) ? { decision, mixing: null } : null;
  };
}
