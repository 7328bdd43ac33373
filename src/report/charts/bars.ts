import { el, type Markup } from '../markup.js';

const WIDTH = 400;
const LEFT = 84;
const RIGHT = 44;
const BAR_PX = 26;

/** Horizontal bars, each with its name and what is written behind it. */
export function drawBars(
  bars: readonly { readonly name: string; readonly value: number; readonly text: string }[],
): {
  width: number;
  height: number;
  content: Markup[];
} {
  const most = Math.max(...bars.map(({ value }) => value), 1e-9);
  const content = bars.flatMap(({ name, value, text }, k) => {
    const y = 6 + k * BAR_PX;
    const length = Math.max(0, (value / most) * (WIDTH - LEFT - RIGHT));
    return [
      el('text', { class: 'end', x: LEFT - 8, y: y + 14 }, name),
      el('rect', { class: 'plain f5', x: LEFT, y, width: length, height: BAR_PX - 8 }),
      el('text', { x: LEFT + length + 6, y: y + 14 }, text),
    ];
  });
  return { width: WIDTH, height: 10 + BAR_PX * bars.length, content };
}
