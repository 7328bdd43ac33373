import type { Line, Tone } from '../../src/ui/draw/text.js';
import { PALETTES } from '../../src/ui/terminal/theme.js';
import { textWidth } from '../../src/ui/textWidth.js';

const [CELL_PX, ROW_PX, EDGE_PX] = [8, 17, 12];
const LEVELS = [0, 95, 135, 175, 215, 255];
const GROUND = {
  dark: { behind: '#1e1e1e', text: '#e4e4e4' },
  light: { behind: '#ffffff', text: '#1c1c1c' },
} as const;

/** A screen as a picture: the text with the colours that a theme gives it. */
export function drawScreenSvg(
  lines: readonly Line[],
  { theme, columns }: { readonly theme: keyof typeof PALETTES; readonly columns: number },
): string {
  const { behind, text } = GROUND[theme];
  const [width, height] = [columns * CELL_PX + 2 * EDGE_PX, lines.length * ROW_PX + 2 * EDGE_PX];
  const rows = lines.map((line, row) => drawLine(line, { theme, y: EDGE_PX + (row + 1) * ROW_PX - 4 }));
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<rect width="${width}" height="${height}" fill="${behind}"/>`,
    `<g font-family="DejaVu Sans Mono, Menlo, Consolas, monospace" font-size="13" fill="${text}" xml:space="preserve">`,
    ...rows.filter((row) => row !== ''),
    '</g>',
    '</svg>\n',
  ].join('\n');
}

/** Words, and each character that may come from another font, have their own places: nothing is shifted. */
function drawLine(
  line: Line,
  { theme, y }: { readonly theme: keyof typeof PALETTES; readonly y: number },
): string {
  let column = 0;
  const parts: string[] = [];
  for (const { text, tone } of line) {
    for (const part of text.match(/ +|[\x21-\x7e]+|[^\x20-\x7e]/gu) ?? []) {
      if (part.trim() !== '') parts.push(drawPart(part, { x: EDGE_PX + column * CELL_PX, y, tone, theme }));
      column += textWidth(part);
    }
  }
  return parts.join('');
}

interface Placed {
  readonly x: number;
  readonly y: number;
  readonly tone: Tone | undefined;
  readonly theme: keyof typeof PALETTES;
}

function drawPart(part: string, { x, y, tone, theme }: Placed): string {
  const color = tone === undefined || tone === 'title' ? '' : ` fill="${toHex(codeOf(tone, theme))}"`;
  const weight = tone === 'title' || tone === 'corrupted' ? ' font-weight="bold"' : '';
  const text = part.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x}" y="${y}"${color}${weight}>${text}</text>`;
}

function codeOf(tone: Exclude<Tone, 'title'>, theme: keyof typeof PALETTES): number {
  const { series, ...tones } = PALETTES[theme];
  const place = /^series-(\d)$/.exec(tone)?.[1];
  return place === undefined ? tones[tone as keyof typeof tones] : series[Number(place)];
}

/** One of xterm's 256 colours, from the 16th on. */
export function xtermColor(code: number): number[] {
  if (code >= 232) return [0, 1, 2].map(() => 8 + 10 * (code - 232));
  return [36, 6, 1].map((weight) => LEVELS[Math.floor((code - 16) / weight) % 6]);
}

function toHex(code: number): string {
  return `#${xtermColor(code)
    .map((value) => value.toString(16).padStart(2, '0'))
    .join('')}`;
}
