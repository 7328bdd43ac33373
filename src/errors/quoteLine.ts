const INDENT = '    ';
const COLUMNS_MAX = 100;
/** What is kept before the place of a line that is cut. */
const BEFORE_MAX = 60;

/** Characters that take two columns of a terminal, and those that take none or must not get there. */
const WIDE = /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/g;
const UNSEEN = /\p{C}/gu;

/**
 * A line of a text with a caret beneath a column of it, counted from 1, both indented. A long line is cut on
 * both sides; tabs are blanks, and what cannot be seen is left out.
 */
export function quoteLine(text: string, column: number): string {
  const at = column - 1;
  const start = text.length > COLUMNS_MAX ? Math.max(0, at - BEFORE_MAX) : 0;
  const end = Math.min(text.length, start + COLUMNS_MAX);
  const clean = (part: string) => part.replace(/\t/g, ' ').replace(UNSEEN, '');
  const before = `${start > 0 ? '...' : ''}${clean(text.slice(start, at))}`;
  const behind = `${clean(text.slice(at, end)).trimEnd()}${end < text.length ? '...' : ''}`;
  const columns = before.replace(/\p{M}/gu, '').replace(WIDE, '  ').length;
  return `${INDENT}${before}${behind}\n${INDENT}${' '.repeat(columns)}^`;
}
