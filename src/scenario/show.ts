/** A text as it is named in a message: printable and short, without quotes. */
export function showText(text: string): string {
  const printable = text.replace(/[\x00-\x1f\x7f-\x9f]/g, '?');
  return printable.length > 80 ? `${printable.slice(0, 77)}...` : printable;
}

/** A value as it is named in a message: JSON, printable and short. */
export function show(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return showText(JSON.stringify(value) ?? String(value));
}
