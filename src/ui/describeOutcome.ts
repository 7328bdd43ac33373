import { percent } from './format.js';

/** What a run came to, in a few words: the best accuracy, and in which round the model overflowed. */
export function describeOutcome({
  accuracyMax,
  overflowRound,
}: {
  readonly accuracyMax: number | null;
  readonly overflowRound: number | null;
}): string {
  const best = accuracyMax === null && overflowRound !== null ? [] : [`${percent(accuracyMax)} at best`];
  const end = overflowRound === null ? [] : [`not finite from round ${overflowRound} on`];
  return [...best, ...end].join(', ');
}
