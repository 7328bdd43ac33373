import { InvariantError } from '../errors/invariantError.js';
import type { Scenario } from '../scenario/scenario.js';
import { median } from '../statistics/spread.js';
import { costsFrom } from './costs.js';
import { type Measured, measure } from './measure.js';
import { type Prediction, predictRounds } from './scaling.js';
import type { Costs } from './virtualRound.js';

/** A round with another number of workers, measured on one thread and predicted for more. */
export interface OtherWorkers {
  readonly workers: number;
  readonly roundMs: number;
  readonly predicted: readonly Prediction[];
}

/** So many threads with so many times the workers of one thread. */
export interface WeakPoint {
  readonly threads: number;
  readonly workers: number;
  readonly roundMs: number;
  /** One thread's time with its workers over this: 1 where so many threads do so many times the work. */
  readonly efficiency: number;
}

type Plan = Parameters<typeof measure>[0];

/** Measures a round of a scenario with other numbers of workers on one thread, and predicts more threads. */
export async function predictOthers(
  { catalogue }: Pick<Plan, 'catalogue'>,
  resized: readonly Scenario[],
  { rounds, costs, onStep }: { rounds: number; costs: Costs; onStep: (step: string) => void },
): Promise<OtherWorkers[]> {
  const found: OtherWorkers[] = [];
  for (const scenario of resized) {
    const workers = scenario.workers.count;
    onStep(`${workers} workers on one thread`);
    const run = await measure({ scenario, catalogue }, { threads: 1, rounds, executor: 'shared' });
    const own = costsFrom([{ threads: 1, gaps: run.gaps }]);
    const predicted = predictRounds(run.trace, { ...own, wakeMs: costs.wakeMs });
    found.push({ workers, roundMs: median(run.roundsMs), predicted });
  }
  return found;
}

/** Measures weak scaling: scenarios of more and more workers, each on as many times the threads. */
export async function measureWeak(
  { catalogue }: Pick<Plan, 'catalogue'>,
  grown: readonly { readonly threads: number; readonly scenario: Scenario }[],
  { rounds, onStep }: { rounds: number; onStep: (step: string) => void },
): Promise<WeakPoint[]> {
  const runs: { readonly workers: number; readonly run: Measured }[] = [];
  for (const { threads, scenario } of grown) {
    const workers = scenario.workers.count;
    onStep(`${workers} workers on ${threads} ${threads === 1 ? 'thread' : 'threads'}`);
    const run = await measure({ scenario, catalogue }, { threads, rounds, executor: 'shared' });
    runs.push({ workers, run });
  }
  return compareGrown(runs.map(({ workers, run }) => ({ workers, ...run })));
}

/** Weak scaling of rounds with more and more workers; the first is of one thread. */
export function compareGrown(
  runs: readonly (Pick<Measured, 'threads' | 'roundsMs'> & { readonly workers: number })[],
): WeakPoint[] {
  if (runs[0]?.threads !== 1) throw new InvariantError('weak scaling is told from one thread');
  const alone = median(runs[0].roundsMs);
  return runs.map(({ threads, workers, roundsMs }) => {
    const roundMs = median(roundsMs);
    return { threads, workers, roundMs, efficiency: alone / roundMs };
  });
}
