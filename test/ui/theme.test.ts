import { PassThrough } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { askBackground } from '../../src/ui/terminal/background.js';
import type { Terminal } from '../../src/ui/terminal/screen.js';
import { styled, wearTheme } from '../../src/ui/terminal/styled.js';
import { xtermColor } from '../support/screenSvg.js';
import { buildLooks, PALETTES, THEMES } from '../../src/ui/terminal/theme.js';

const CONTRAST_MIN = 4.5;
/** What people have behind letters. */
const BEHIND = { dark: ['#000000', '#1e1e1e', '#2e3440'], light: ['#ffffff', '#f5f5f5', '#fdf6e3'] } as const;

const parse = (color: string) => [1, 3, 5].map((at) => parseInt(color.slice(at, at + 2), 16));

/** Relative luminance by WCAG 2. */
function luminance(color: readonly number[]): number {
  const [red, green, blue] = color.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: readonly number[], other: readonly number[]): number {
  const [high, low] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

describe('a theme', () => {
  test.each(['dark', 'light'] as const)('%s can be read on every background of its kind', (theme) => {
    const { series, ...tones } = PALETTES[theme];
    for (const color of [...Object.values(tones), ...series]) {
      for (const behind of BEHIND[theme])
        expect(contrast(xtermColor(color), parse(behind)), `${color} on ${behind}`).toBeGreaterThanOrEqual(
          CONTRAST_MIN,
        );
    }
  });

  test.each(THEMES)('%s changes how text looks and never the text', (theme) => {
    const looks = buildLooks(theme);
    for (const look of Object.values(looks)) {
      expect(look('x').replace(/\x1b\[[\d;]*m/g, '')).toBe('x');
    }
    wearTheme(theme);
    expect(styled([{ text: 'a', tone: 'honest' }, { text: 'b' }]).replace(/\x1b\[[\d;]*m/g, '')).toBe('ab');
    wearTheme('terminal');
  });
});

/** A terminal that answers a question as it is told, and what was typed into it meanwhile. */
function answering(answer: string) {
  const raw: boolean[] = [];
  const stdin = Object.assign(new PassThrough(), { setRawMode: (mode: boolean) => void raw.push(mode) });
  const stdout = { write: () => stdin.write(answer) };
  return { terminal: { stdin, stdout } as unknown as Terminal, stdin, raw };
}

const NAMES = '\x1b[?62;22c';

describe('what is behind the letters', () => {
  test.each([
    ['\x1b]11;rgb:ffff/ffff/ffff\x1b\\', 'light'],
    ['\x1b]11;rgb:1e1e/1e1e/2e2e\x07', 'dark'],
    ['\x1b]11;rgb:fd/f6/e3\x07', 'light'],
    ['', null],
  ])('is what the terminal says: %j', async (answer, expected) => {
    const { terminal, raw } = answering(answer + NAMES);
    expect(await askBackground(terminal, {})).toBe(expected);
    expect(raw).toEqual([true, false]);
  });

  test('is taken from COLORFGBG where the terminal does not say', async () => {
    expect(await askBackground(answering(NAMES).terminal, { COLORFGBG: '0;15' })).toBe('light');
    expect(await askBackground(answering(NAMES).terminal, { COLORFGBG: '15;default;0' })).toBe('dark');
    expect(await askBackground(answering('').terminal, { COLORFGBG: '7' })).toBe(null);
  });

  test('costs nobody a key that was pressed meanwhile', async () => {
    const { terminal, stdin } = answering(`\x1b]11;rgb:0000/0000/0000\x07q${NAMES}`);
    expect(await askBackground(terminal, {})).toBe('dark');
    expect(String(stdin.read())).toBe('q');
  });
});
