import { printable } from '../../errors/show.js';
import { textWidth } from '../textWidth.js';
import type { ViewModel } from '../viewModel.js';
import { wrapText } from './wrapText.js';
import type { Line } from './text.js';
import type { ViewSize } from './viewSize.js';

/** Sentences are broken where they are too long; tables and maps, which have none of these, are not. */
const SENTENCE = /[a-z]:? .*[,;:]/;

/** Why the rule chose so in a round, from a line on; what is being done until that is known. */
export function drawExplanation(
  { explanation }: Pick<ViewModel, 'explanation'>,
  { explained, from }: { readonly explained: number; readonly from: number },
  { columns, rows }: ViewSize,
): Line[] {
  if (explanation === null)
    return [[], [{ text: `round ${explained} is played again, and taken apart ...`, tone: 'quiet' }]];
  const lines = listLines(explanation, columns);
  const start = Math.max(0, Math.min(from, lines.length - rows));
  return lines.slice(start, start + rows).map((text): Line => [{ text }]);
}

function listLines(explanation: string, columns: number): string[] {
  return explanation
    .trimEnd()
    .split('\n')
    .map(printable)
    .flatMap((line) => (textWidth(line) > columns && SENTENCE.test(line) ? wrapText(line, columns) : [line]));
}
