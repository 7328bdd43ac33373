const EIGHTHS = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/**
 * A horizontal bar of `columns` characters, filled to
 * `fraction` (0 to 1) in steps of an eighth of a character.
 */
export function drawBar(fraction: number, columns: number, ascii: boolean): string {
  const filled = Math.min(1, Math.max(0, fraction)) * columns;
  const whole = Math.floor(filled);
  if (ascii) return '#'.repeat(Math.round(filled)).padEnd(columns, '-');
  const rest = whole < columns ? EIGHTHS[Math.floor((filled - whole) * 8)] : '';
  return ('█'.repeat(whole) + rest).padEnd(columns, ' ');
}
