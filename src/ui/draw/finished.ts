import { fit, inAscii, type Line } from './text.js';
import type { ViewSize } from './viewSize.js';

/** Lines as a screen of such a size has them: no more and no longer than fit, in characters that it has. */
export function finished(lines: readonly Line[], size: ViewSize): Line[] {
  const fitting = lines.slice(0, Math.max(0, size.rows)).map((line) => fit(line, size.columns));
  return size.ascii ? fitting.map(inAscii) : fitting;
}
