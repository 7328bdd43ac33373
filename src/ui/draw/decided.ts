import type { ShownRound } from '../history.js';
import { listFacts } from '../listFacts.js';
import { type Line, pickFittingText } from './text.js';

/** What the attack decided in a round, in one line; nothing where it decided nothing that is recorded. */
export function drawDecided({ attack }: ShownRound['record'], columns: number): Line[] {
  const facts = listFacts(attack);
  if (facts.length === 0) return [];
  const texts = facts.map(
    (_, left) => `the attack decided: ${facts.slice(0, facts.length - left).join(', ')}`,
  );
  return [[{ text: pickFittingText(texts, columns), tone: 'quiet' }]];
}
