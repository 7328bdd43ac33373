/** A stretch of text with how it looks. What it looks like never carries meaning alone: the text does too. */
export interface Piece {
  readonly text: string;
  readonly tone?: Tone;
  /** Colours of its own, as #rrggbb: only for pictures. */
  readonly colors?: { readonly text: string; readonly behind: string };
}

/** What a piece is about; a screen maps it to colours that colour-blind people can tell apart. */
export type Tone = 'title' | 'quiet' | 'honest' | 'corrupted' | 'chart' | 'alert';

/** One line of a frame. */
export type Line = readonly Piece[];

/** A line without its looks. */
export function plain(line: Line): string {
  return line.map(({ text }) => text).join('');
}

/** The line cut to so many columns. krumble's own texts and glyphs are one column a character. */
export function fit(line: Line, columns: number): Line {
  const pieces: Piece[] = [];
  let left = columns;
  for (const piece of line) {
    if (left <= 0) break;
    pieces.push({ ...piece, text: cut(piece.text, left) });
    left -= piece.text.length;
  }
  return pieces;
}

/** `left` at the left edge and `right` at the right one; `right` is left out where there is no room for both. */
export function apart(left: Line, right: Line, columns: number): Line {
  const gap = columns - plain(left).length - plain(right).length;
  return gap < 1 ? fit(left, columns) : [...left, { text: ' '.repeat(gap) }, ...right];
}

/** A line in ASCII alone; what has no like there becomes a question mark. */
export function inAscii(line: Line): Line {
  return line.map((piece) => ({
    ...piece,
    text: piece.text
      .replaceAll('·', '-')
      .replaceAll('…', '~')
      .replace(/[^\x20-\x7e]/g, '?'),
  }));
}

function cut(text: string, length: number): string {
  if (text.length <= length) return text;
  return length < 2 ? text.slice(0, length) : `${text.slice(0, length - 1)}…`;
}
