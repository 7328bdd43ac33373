import { InputError } from '../errors/inputError.js';

/** The largest scenario file that is read. */
export const SCENARIO_BYTES_MAX = 256 * 1024;
/** How many opening brackets and braces a whole text may hold, and how many `- `, `? ` and `: ` a line. */
const BRACKETS_MAX = 64;
const INDICATORS_MAX = 64;
/** The furthest column at which a block collection may begin. */
const COLUMN_MAX = 128;

/**
 * Refuses a text that is too long or could be nested too deeply, before a YAML parser sees it: some thousand
 * levels can end the process inside the parser. Nesting needs an opening bracket, a new indicator on the line, or
 * a further indentation; each is counted wherever it stands, in strings and comments too, so nothing can hide it.
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
  let brackets = 0;
  for (const [index, line] of text.split(/\r\n|\n|\r/).entries()) {
    const refuse = (problem: string): never => {
      throw new InputError({ place: { file, line: index + 1 }, problem: `nested too deeply: ${problem}` });
    };
    brackets += line.match(/[[{]/g)?.length ?? 0;
    if (brackets > BRACKETS_MAX) refuse(`more than ${BRACKETS_MAX} opening brackets`);
    const indicators = line.match(/[-?:](?=\s|$)/g)?.length ?? 0;
    if (indicators > INDICATORS_MAX) refuse(`more than ${INDICATORS_MAX} indicators on a line`);
    if (line.trim() !== '' && line.search(/[^\s?:-]/) > COLUMN_MAX)
      refuse(`indented beyond column ${COLUMN_MAX}`);
  }
}
