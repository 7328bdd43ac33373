import { el, type Markup } from '../markup.js';
import { cut } from './cut.js';

/** A mark and what it stands for. */
export interface Entry {
  readonly name: string;
  readonly mark: 'line' | 'box';
  readonly className: string;
}

const LINE_PX = 18;
const MARK_PX = 22;
const CHARACTER_PX = 6.8;
const NAME_MAX = 34;

/** Entries side by side from a place on, in as many lines as they need, and how high they are. */
export function drawLegend(
  entries: readonly Entry[],
  { left, top, width }: { left: number; top: number; width: number },
): { marks: Markup[]; height: number } {
  let [x, y] = [0, 0];
  const marks = entries.flatMap(({ name, mark, className }) => {
    const text = cut(name, NAME_MAX);
    const room = MARK_PX + CHARACTER_PX * text.length + 12;
    if (x > 0 && x + room > width) [x, y] = [0, y + LINE_PX];
    const [px, py] = [left + x, top + y + LINE_PX / 2];
    x += room;
    const sign =
      mark === 'line'
        ? el('path', { class: `line ${className}`, d: `M${px} ${py}h16` })
        : el('rect', { class: className, x: px + 3, y: py - 5, width: 10, height: 10 });
    return [sign, el('text', { x: px + MARK_PX - 2, y: py + 4 }, text)];
  });
  return { marks, height: entries.length === 0 ? 0 : y + LINE_PX };
}
