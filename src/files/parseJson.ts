/** The deepest nesting that is parsed; krumble's own files have three or four levels. */
const DEPTH_MAX = 16;

/**
 * The value of a JSON text. Throws a SyntaxError for a text that is no JSON, and for brackets nested so
 * deeply that a walk through the value would run out of stack.
 */
export function parseJson(text: string): unknown {
  if (measureDepth(text) > DEPTH_MAX) throw new SyntaxError('nested too deeply');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new SyntaxError('is not JSON');
  }
}

/** How deep brackets are nested at most, those in strings left out. */
function measureDepth(text: string): number {
  let [depth, deepest, inString] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '\\' && inString) at++;
    else if (character === '"') inString = !inString;
    else if (inString) continue;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, ++depth);
    else if (character === ']' || character === '}') depth--;
  }
  return deepest;
}
