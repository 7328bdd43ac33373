// Control characters, and those that cannot be seen or that turn the direction of text.
const INVISIBLE = /[\x00-\x1f\x7f-\x9f\xad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe\uffff]/g;
const LENGTH_MAX = 80;

/** Whether a text holds characters that cannot be seen. */
export function hasInvisible(text: string): boolean {
  return text.search(INVISIBLE) >= 0;
}

/** Text from a file or a user without characters that cannot be seen, escape codes among them. */
export function printable(text: string): string {
  return text.replace(INVISIBLE, '');
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
