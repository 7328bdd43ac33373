import { cutColumns, textWidth } from '../textWidth.js';

/** A stretch of text with how it looks. What it looks like never carries meaning alone: the text does too. */
export interface Piece {
  readonly text: string;
  readonly tone?: Tone;
  /** Colours of its own, as #rrggbb: only for pictures. */
  readonly colors?: { readonly text: string; readonly behind: string };
}

/** What a piece is about; a screen maps it to colours that colour-blind people can tell apart. */
export type Tone = 'title' | 'quiet' | 'honest' | 'corrupted' | 'chart' | 'alert' | SeriesTone;

/** Of one of several curves in a chart. */
export type SeriesTone = `series-${0 | 1 | 2 | 3 | 4 | 5}`;

/** One line of a frame. */
export type Line = readonly Piece[];

/** A line without its looks. */
export function plain(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** The line cut to so many columns. */
export function fit(line: Line, columns: number): Line {
  const pieces: Piece[] = [];
  let left = columns;
  for (const piece of line) {
    if (left <= 0) break;
    pieces.push({ ...piece, text: cutColumns(piece.text, left) });
    left -= textWidth(piece.text);
  }
  return pieces;
}

/**
 * `left` at the left edge and `right` at the right edge. `right` is left out where there is no room for both.
 */
export function apart(left: Line, right: Line, columns: number): Line {
  const gap = columns - textWidth(plain(left)) - textWidth(plain(right));
  return gap < 1 ? fit(left, columns) : [...left, { text: ' '.repeat(gap) }, ...right];
}

/** Hints behind one another, the first always, of the others each that has room. */
export function joinFitting([first, ...others]: readonly string[], columns: number): string {
  let text = first;
  for (const hint of others) if (text.length + 3 + hint.length <= columns) text += ` · ${hint}`;
  return text;
}

/** The first of some texts, the longest first, that has room in so many columns; the last where none has. */
export function pickFittingText(texts: readonly string[], columns: number): string {
  return texts.find((text) => textWidth(text) <= columns) ?? texts[texts.length - 1];
}

/** Neighbours of one tone as one piece. */
export function joined(pieces: readonly { readonly text: string; readonly tone: Tone }[]): Piece[] {
  const result: { text: string; tone: Tone }[] = [];
  for (const { text, tone } of pieces) {
    const last = result[result.length - 1];
    if (last?.tone === tone) last.text += text;
    else result.push({ text, tone });
  }
  return result;
}

/** Blocks of lines side by side, each as wide as it is said to be, so many columns apart. */
export function beside(blocks: readonly { lines: readonly Line[]; columns: number }[], gap: number): Line[] {
  const rows = Math.max(0, ...blocks.map(({ lines }) => lines.length));
  return Array.from({ length: rows }, (_, row) =>
    blocks.flatMap(({ lines, columns }, index) => {
      const line = lines[row] ?? [];
      const isLast = index === blocks.length - 1;
      const padding = isLast ? 0 : columns - textWidth(plain(line)) + gap;
      return padding > 0 ? [...line, { text: ' '.repeat(padding) }] : line;
    }),
  );
}

/** A line in ASCII alone; what has no like there becomes a question mark. */
export function inAscii(line: Line): Line {
  return line.map((piece) => ({
    ...piece,
    text: piece.text
      .replaceAll('·', '-')
      .replaceAll('…', '~')
      .replaceAll('←', '<')
      .replaceAll('→', '>')
      .replaceAll('↑', '^')
      .replaceAll('↓', 'v')
      .replaceAll('−', '-')
      .replaceAll('┊', '|')
      .replace(/[^\x20-\x7e]/g, '?'),
  }));
}
