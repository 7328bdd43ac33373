import chalk from 'chalk';
import type { Line, Tone } from '../draw/text.js';

/** A line with the looks of its pieces, in as many colours as the terminal has; none where it has none. */
export function styled(line: Line): string {
  return line
    .map(({ text, tone, colors }) => {
      if (colors) return chalk.hex(colors.text).bgHex(colors.behind)(text);
      return tone === undefined ? text : LOOKS[tone](text);
    })
    .join('');
}

const LOOKS: Readonly<Record<Tone, (text: string) => string>> = {
  title: chalk.bold,
  quiet: chalk.dim,
  honest: chalk.cyan,
  corrupted: chalk.red.bold,
  chart: chalk.blueBright,
  alert: chalk.yellow,
  'series-0': chalk.cyan,
  'series-1': chalk.yellow,
  'series-2': chalk.magenta,
  'series-3': chalk.green,
  'series-4': chalk.blueBright,
  'series-5': chalk.redBright,
};
