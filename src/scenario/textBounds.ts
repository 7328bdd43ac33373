import { CST, Lexer } from 'yaml';
import { InputError } from '../errors/inputError.js';

/** The largest scenario file that is read. */
export const SCENARIO_BYTES_MAX = 256 * 1024;
const FLOW_DEPTH_MAX = 64;
const INDICATORS_MAX = 64;
const COLUMN_MAX = 128;
const TOKENS_MAX = 20_000;

const REFUSED: Readonly<Record<string, string>> = {
  'directive-line': 'directives are not allowed',
  tag: 'tags are not allowed',
  anchor: 'anchors are not allowed',
  alias: 'aliases are not allowed',
};
// What the lexer puts between tokens; it stands for no text.
const MARKERS: ReadonlySet<string> = new Set([CST.DOCUMENT, CST.FLOW_END, CST.SCALAR]);
const INDICATORS = new Set(['seq-item-ind', 'explicit-key-ind', 'map-value-ind']);

/**
 * Refuses a text that is too long or could be nested too deeply,
 * before a YAML parser sees it: some thousand levels can end the process inside the parser.
 * Also tags, anchors, aliases and directives, which a scenario has no use for.
 *
 * Works on the lexer's tokens, which do not nest.
 * A level of nesting needs an open bracket, a new indicator on the line,
 * or a further indentation, and each of them is bounded.
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
  let [line, column, depth, indicators, tokens, atStart] = [1, 1, 0, 0, 0, true];
  for (const token of new Lexer().lex(text)) {
    if (MARKERS.has(token)) {
      if (token === CST.FLOW_END) depth = 0;
      continue;
    }
    const refuse = (problem: string): never => {
      throw new InputError({ place: { file, line, column }, problem });
    };
    const type = CST.tokenType(token) ?? 'scalar';
    const isText = type !== 'space' && type !== 'newline' && type !== 'comment';
    if (type in REFUSED) refuse(REFUSED[type]);
    if (++tokens > TOKENS_MAX) refuse(`more than ${TOKENS_MAX} parts, far too many for a scenario`);
    if (type === 'flow-map-start' || type === 'flow-seq-start') depth++;
    if (type === 'flow-map-end' || type === 'flow-seq-end') depth--;
    if (INDICATORS.has(type)) indicators++;
    const isIndented = isText && atStart && depth === 0 && column > COLUMN_MAX;
    if (depth > FLOW_DEPTH_MAX || indicators > INDICATORS_MAX || isIndented) refuse('nested too deeply');
    if (isText) atStart = false;
    const breaks = token.split('\n').length - 1;
    if (breaks > 0) {
      line += breaks;
      column = token.length - token.lastIndexOf('\n');
      [indicators, atStart] = [0, true];
    } else column += token.length;
  }
}
