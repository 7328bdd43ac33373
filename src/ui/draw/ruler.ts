import { joined, type Piece, type Tone } from './text.js';

/** A mark on a ruler; of two in one place the later is seen. */
export interface RulerMark {
  readonly at: number;
  readonly text: string;
  readonly tone: Tone;
}

/** A ruler from 0 to `end`, so many columns long, with marks on it. */
export function drawRuler(
  marks: readonly RulerMark[],
  { end, length, ascii }: { readonly end: number; readonly length: number; readonly ascii: boolean },
): Piece[] {
  const line: { text: string; tone: Tone } = { text: ascii ? '-' : '─', tone: 'quiet' };
  const cells = new Array(length).fill(line) as { text: string; tone: Tone }[];
  for (const { at, text, tone } of marks) cells[Math.round((at / end) * (length - 1))] = { text, tone };
  return joined(cells);
}
