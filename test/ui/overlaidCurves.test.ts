import { describe, expect, test } from 'vitest';
import { drawOverlaidCurves } from '../../src/ui/draw/overlaidCurves.js';
import { plain } from '../../src/ui/draw/text.js';

const rising = [
  { x: 0, y: 0 },
  { x: 10, y: 100 },
];
const falling = rising.map(({ x, y }) => ({ x, y: 100 - y }));
const level = [0, 10].map((x) => ({ x, y: 50 }));
const frame = { columns: 9, rows: 3, xMax: 10, yMin: 0, yMax: 100, ascii: true };

describe('several curves in one chart', () => {
  test('are made of their letters in ASCII, which take turns where they cross', () => {
    const curves = [
      { index: 1, points: falling },
      { index: 0, points: rising },
    ];
    expect(drawOverlaidCurves(curves, frame).map(plain)).toEqual(['bb     aa', '  babaa  ', 'aaa   bbb']);
  });

  test('take turns in ASCII where they run together, and have their letters side by side in braille', () => {
    const curves = [0, 1, 2].map((index) => ({ index, points: level }));
    expect(plain(drawOverlaidCurves(curves, frame)[1])).toBe('abcabcabc');
    const [, line] = drawOverlaidCurves(curves, { ...frame, ascii: false });
    expect(plain(line)).toBe('⠤⠤a⠤⠤⠤cba');
  });

  test('are told apart by colour and by letter, whatever else is drawn', () => {
    const curves = [
      { index: 2, points: rising },
      { index: 3, points: falling },
    ];
    const pieces = drawOverlaidCurves(curves, { ...frame, ascii: false }).flat();
    const tones = (letter: string) =>
      new Set(pieces.filter(({ text }) => text.includes(letter)).map(({ tone }) => tone));
    expect(tones('c')).toEqual(new Set(['series-2']));
    expect(tones('d')).toEqual(new Set(['series-3']));
    expect(new Set(pieces.map(({ tone }) => tone))).toEqual(new Set(['series-2', 'series-3', 'quiet']));
  });

  test('have a letter at their end wherever that is, and one every 24 columns', () => {
    const short = [
      { x: 0, y: 50 },
      { x: 5, y: 50 },
    ];
    const wide = { ...frame, columns: 100, ascii: false };
    const places = (points: typeof short) =>
      [...plain(drawOverlaidCurves([{ index: 0, points }], wide)[1]).matchAll(/a/g)].map(
        (match) => match.index,
      );
    expect(places(level)).toEqual([15, 39, 63, 87, 99]);
    expect(places(short)).toEqual([14, 38, 50]);
    expect(drawOverlaidCurves([{ index: 0, points: [] }], frame).map(plain)).toEqual(
      new Array<string>(3).fill(' '.repeat(9)),
    );
  });
});
