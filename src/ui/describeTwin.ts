import type { Result } from '../runs/result.js';
import type { Point } from './curve.js';
import { percent } from './format.js';
import type { RunFacts } from './observer.js';

/**
 * What the honest twin came to, and what the attack cost by it, in lines of a result; none without a twin.
 * The difference to what is published is the defense's price only where all else is as published.
 */
export function describeTwin(
  twin: readonly Point[],
  result: Result,
  { scenario, entries }: Pick<RunFacts, 'scenario' | 'entries'>,
): string[] {
  const last = twin.at(-1);
  if (last === undefined) return [];
  const { rounds } = scenario.training;
  const isWhole = last.x === rounds - 1;
  const best = twin.reduce((most, { y }) => Math.max(most, y), 0);
  const when = isWhole ? 'at the end' : `after ${last.x + 1} of ${rounds} rounds`;
  const line = `twin       ${percent(best)} at best, ${percent(last.y)} ${when}, without the attack`;
  if (!isWhole || result.accuracyFinal === null || result.rounds < rounds) return [line];
  const cost = `cost       ${(last.y - result.accuracyFinal).toFixed(2)} points by the attack`;
  const { accuracyPublished } = entries.task;
  const beside =
    accuracyPublished === null
      ? ''
      : `; the twin: ${(accuracyPublished - last.y).toFixed(2)} below the published ${accuracyPublished}`;
  return [line, cost + beside];
}
