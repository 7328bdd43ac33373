import { InputError } from '../errors/inputError.js';

/** The largest scenario file that is read. */
export const SCENARIO_BYTES_MAX = 256 * 1024;
/** The deepest nesting that is parsed. A scenario needs 3. */
export const SCENARIO_DEPTH_MAX = 64;

/**
 * Refuses a text that is too long or nested too deeply before a YAML parser sees it: some thousand levels of
 * nesting can end the process inside the parser. Counts brackets and braces wherever they stand, and the
 * columns at which block collections begin.
 */
export function checkTextBounds(text: string, file: string): void {
  const bytes = Buffer.byteLength(text);
  if (bytes > SCENARIO_BYTES_MAX) {
    throw new InputError({
      place: { file },
      found: `${bytes} bytes`,
      allowed: `at most ${SCENARIO_BYTES_MAX}`,
    });
  }
  const columns: number[] = [];
  let open = 0;
  let lineNumber = 0;
  for (const line of text.split(/\r\n|\n|\r/)) {
    lineNumber++;
    for (const column of blockColumns(line)) {
      while (columns.length > 0 && columns[columns.length - 1] >= column) columns.pop();
      columns.push(column);
    }
    for (const character of line) {
      if (character === '[' || character === '{') open++;
      else if ((character === ']' || character === '}') && open > 0) open--;
      if (open > SCENARIO_DEPTH_MAX) break;
    }
    if (open > SCENARIO_DEPTH_MAX || columns.length > SCENARIO_DEPTH_MAX) {
      throw new InputError({
        place: { file, line: lineNumber },
        problem: `nested deeper than ${SCENARIO_DEPTH_MAX} levels`,
      });
    }
  }
}

/** The columns at which a line may begin a block collection: its indentation, and behind each `- ` or `? `. */
function blockColumns(line: string): number[] {
  const columns: number[] = [];
  let at = 0;
  for (;;) {
    while (line[at] === ' ' || line[at] === '\t') at++;
    if (at >= line.length || line[at] === '#') return columns;
    columns.push(at);
    if (!/^[-?:](\s|$)/.test(line.slice(at, at + 2))) return columns;
    at++;
  }
}
