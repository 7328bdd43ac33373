import chalk from 'chalk';
import type { Tone } from '../draw/text.js';

/** Colours of a screen: for a dark or a light background, none, or those that the terminal has names for. */
export const THEMES = ['dark', 'light', 'mono', 'terminal'] as const;
export type Theme = (typeof THEMES)[number];

/** How each tone is written. */
export type Looks = Readonly<Record<Tone, (text: string) => string>>;

/**
 * Colours by tone, as numbers of xterm's 256: these are the same wherever they are known. Each has a contrast
 * of 4.5 at least to what people have behind it, from black to a dark grey and from white to a light one,
 * and colour-blind people can tell honest from corrupted.
 */
export const PALETTES = Object.freeze({
  dark: {
    ...{ quiet: 248, honest: 81, corrupted: 210, chart: 111, alert: 179 },
    series: [81, 179, 183, 114, 111, 216],
  },
  light: {
    ...{ quiet: 240, honest: 24, corrupted: 124, chart: 25, alert: 94 },
    series: [24, 94, 91, 22, 25, 88],
  },
} as const);

const plain = (text: string) => text;

/** The looks of a theme, in as many colours as the terminal has; none where it has none. */
export function buildLooks(theme: Theme): Looks {
  if (theme === 'terminal') {
    const series = [chalk.cyan, chalk.yellow, chalk.magenta, chalk.green, chalk.blueBright, chalk.redBright];
    const { cyan: honest, blueBright: chart, yellow: alert } = chalk;
    return gather({ quiet: chalk.dim, honest, corrupted: chalk.red.bold, chart, alert, series });
  }
  if (theme === 'mono') {
    const series = Array.from({ length: SERIES }, () => plain);
    return gather({
      quiet: plain,
      honest: plain,
      corrupted: chalk.bold,
      chart: plain,
      alert: chalk.bold,
      series,
    });
  }
  const { quiet, honest, corrupted, chart, alert, series } = PALETTES[theme];
  return gather({
    ...{
      quiet: chalk.ansi256(quiet),
      honest: chalk.ansi256(honest),
      corrupted: chalk.ansi256(corrupted).bold,
    },
    ...{
      chart: chalk.ansi256(chart),
      alert: chalk.ansi256(alert),
      series: series.map((color) => chalk.ansi256(color)),
    },
  });
}

const SERIES = 6;

type Look = (text: string) => string;

function gather({
  series,
  ...looks
}: Readonly<Record<'quiet' | 'honest' | 'corrupted' | 'chart' | 'alert', Look>> & {
  readonly series: readonly Look[];
}): Looks {
  const [zero, one, two, three, four, five] = series;
  return {
    title: chalk.bold,
    ...looks,
    ...{ 'series-0': zero, 'series-1': one, 'series-2': two },
    ...{ 'series-3': three, 'series-4': four, 'series-5': five },
  };
}
