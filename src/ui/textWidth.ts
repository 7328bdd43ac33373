import stringWidth from 'string-width';

/** Characters of one column each, of which krumble's own texts and drawings are made. */
const NARROW =
  /^[\x20-\x7e\xa1-\xac\xae-\u02ff\u2010-\u2027\u2190-\u21ff\u2200-\u22ff\u2500-\u25ff\u2800-\u28ff]*$/;
const graphemes = new Intl.Segmenter();

/** How many columns of a terminal a text takes: letters of China and Japan two, accents and joiners none. */
export function textWidth(text: string): number {
  return NARROW.test(text) ? text.length : stringWidth(text);
}

/** The text with blanks behind it, to so many columns. */
export function padColumns(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}

/** The text, or where that is wider than so many columns its beginning with a sign that it goes on. */
export function cutColumns(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  const room = columns < 2 ? columns : columns - 1;
  let [kept, width] = ['', 0];
  for (const { segment } of graphemes.segment(text)) {
    width += textWidth(segment);
    if (width > room) break;
    kept += segment;
  }
  return columns < 2 ? kept : `${kept}…`;
}
