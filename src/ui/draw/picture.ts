import type { Line, Piece } from './text.js';

/** An image: bytes [height, width, channels], of one grey channel or red, green and blue. */
export interface Picture {
  readonly shape: readonly [height: number, width: number, channels: number];
  readonly pixels: Uint8Array;
}

/** Room for a picture, and what can be drawn there. */
export interface PictureSize {
  readonly columns: number;
  readonly rows: number;
  /** Whether a character can have two colours of many. */
  readonly colors: boolean;
  readonly ascii: boolean;
}

const SHADES = ' .:-=+*#%@';
const DARK = 90;

/**
 * A picture in half-block characters, two pixels a character, one above the other.
 * A whole factor shrinks it to the room.
 * Without colours a pixel is bright or not; in ASCII a character is a shade. Empty where there is no room.
 */
export function drawPicture(picture: Picture, { columns, rows, colors, ascii }: PictureSize): Line[] {
  const [height, width] = picture.shape;
  const factor = Math.max(1, Math.ceil(width / columns), Math.ceil(height / (2 * rows)));
  if (rows < 3 || columns < 6 || factor > 4) return [];
  const across = Math.floor(width / factor);
  const down = Math.floor(height / factor);
  return Array.from({ length: Math.ceil(down / 2) }, (_, row): Line => {
    const cells = Array.from({ length: across }, (_, x): Piece => {
      const [upper, lower] = [2 * row, 2 * row + 1].map((y) =>
        y < down ? averageAt(picture, x * factor, y * factor, factor) : [0, 0, 0],
      );
      if (ascii) return { text: shade((brightness(upper) + brightness(lower)) / 2) };
      if (colors) return { text: '▀', colors: { text: hex(upper), behind: hex(lower) } };
      return { text: block(brightness(upper) > DARK, brightness(lower) > DARK) };
    });
    return colors && !ascii ? cells : [{ text: cells.map(({ text }) => text).join('') }];
  });
}

/** Mean red, green and blue of the factor x factor pixels from (left, top) on. */
function averageAt({ shape, pixels }: Picture, left: number, top: number, factor: number): number[] {
  const [, width, channels] = shape;
  return [0, 1, 2].map((colour) => {
    let sum = 0;
    for (let y = top; y < top + factor; y++) {
      for (let x = left; x < left + factor; x++) {
        sum += pixels[(y * width + x) * channels + (channels === 1 ? 0 : colour)];
      }
    }
    return Math.round(sum / (factor * factor));
  });
}

function brightness([red, green, blue]: number[]): number {
  return 0.299 * red + 0.587 * green + 0.114 * blue;
}

function hex(colour: readonly number[]): string {
  return `#${colour.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

function block(upper: boolean, lower: boolean): string {
  return upper ? (lower ? '█' : '▀') : lower ? '▄' : ' ';
}

function shade(value: number): string {
  return SHADES[Math.min(SHADES.length - 1, Math.floor((value / 256) * SHADES.length))];
}
