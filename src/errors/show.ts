// Control characters, and those that cannot be seen or that turn the direction of text.
const INVISIBLE = /[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]/g;
const LENGTH_MAX = 80;

/** Whether a text holds characters that cannot be seen. Joiners between letters, or signs, are spelling. */
export function hasInvisible(text: string): boolean {
  return printable(text) !== text;
}

/** Text from a file or a user without characters that cannot be seen, escape codes among them. */
export function printable(text: string): string {
  return text.replace(INVISIBLE, (character, at: number) => (isSpelling(text, at) ? character : ''));
}

/** A text as it is named in a message: what cannot be seen is spelled out, what is long is cut. No quotes. */
export function showText(text: string, lengthMax = LENGTH_MAX): string {
  const spelled = text
    .slice(0, 4 * lengthMax)
    .replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
  return spelled.length > lengthMax ? `${spelled.slice(0, lengthMax - 3)}...` : spelled;
}

/** The same of a text whose end says as much as its beginning: what is long is cut in the middle. */
export function showBothEnds(text: string, lengthMax: number): string {
  const spelled = showText(text, Infinity);
  if (spelled.length <= lengthMax) return spelled;
  const half = Math.floor((lengthMax - 3) / 2);
  return `${spelled.slice(0, half)}...${spelled.slice(-half)}`;
}

/** Whether a joiner stands where a language, or a sign made of several, has one: Persian, Hindi, families. */
function isSpelling(text: string, at: number): boolean {
  if (text[at] !== '\u200c' && text[at] !== '\u200d') return false;
  const [before, after] = [text.slice(0, at), text.slice(at + 1)];
  if (/[\p{L}\p{M}]$/u.test(before) && /^\p{L}/u.test(after)) return true;
  return text[at] === '\u200d' && /[\p{So}\p{Sk}\ufe0f]$/u.test(before) && /^\p{So}/u.test(after);
}

/** A value as it is named in a message: JSON, visible and short. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  try {
    return showText(JSON.stringify(value) ?? String(value));
  } catch {
    return 'something that cannot be shown'; // nested too deeply, or in a circle
  }
}
