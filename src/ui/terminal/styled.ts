import chalk from 'chalk';
import type { Line } from '../draw/text.js';
import { buildLooks, type Looks, type Theme } from './theme.js';

/** Of the process, as chalk's own number of colours is: it has one terminal. */
let looks: Looks = buildLooks('terminal');

/** From now on lines have the looks of a theme. */
export function wearTheme(theme: Theme): void {
  looks = buildLooks(theme);
}

/** A line with the looks of its pieces, in as many colours as the terminal has; none where it has none. */
export function styled(line: Line): string {
  return line
    .map(({ text, tone, colors }) => {
      if (colors) return chalk.hex(colors.text).bgHex(colors.behind)(text);
      return tone === undefined ? text : looks[tone](text);
    })
    .join('');
}
