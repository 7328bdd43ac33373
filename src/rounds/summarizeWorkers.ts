import type { Walked } from '../cluster/executor.js';
import type { Results, StageName } from '../actors/results.js';

/** What a round's record says of a worker. */
export interface WorkerSummary {
  /** Training loss of its own batch. */
  readonly loss: number;
  /** Of what it reports. */
  readonly hash: string;
  /** Of the gradient of its own that it confided to the adversary; null: it confided none. */
  readonly confided: string | null;
}

/** What workers computed and reported, in worker order: the corrupted ones come first. */
export function summarizeWorkers(trained: Walked, count: number): readonly WorkerSummary[] {
  const resultsOf = <S extends StageName>(stage: S): readonly Results[S][] =>
    trained.plan.some(({ name }) => name === stage) ? trained.results(stage) : [];
  const hashes = resultsOf('hashes');
  const corrupted = resultsOf('confided').map(({ loss, hash }, worker): WorkerSummary => ({
    loss,
    hash: (hashes[worker].hash ?? hashes[0].hash)!,
    confided: hash,
  }));
  const honest = resultsOf('gradients').map((own): WorkerSummary => ({ ...own, confided: null }));
  return [...corrupted, ...honest].slice(0, count); // behind them the server's own gradient
}

/** What the adversary decided, where it says anything. */
export function findFacts(trained: Walked): Results['decision']['facts'] | null {
  if (!trained.plan.some(({ name }) => name === 'decision')) return null;
  const [{ facts }] = trained.results('decision');
  return Object.keys(facts).length > 0 ? facts : null;
}
