import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { drawBar } from '../../src/ui/draw/bar.js';
import { drawChart } from '../../src/ui/draw/chart.js';
import { drawHistogram } from '../../src/ui/draw/histogram.js';
import { drawPicture } from '../../src/ui/draw/picture.js';
import { drawRanking } from '../../src/ui/draw/ranking.js';
import { drawHits, drawStrip } from '../../src/ui/draw/strip.js';
import { apart, fit, plain } from '../../src/ui/draw/text.js';
import type { ShownRound } from '../../src/ui/history.js';

const frame = { columns: 8, rows: 3, xMax: 10, yMin: 0, yMax: 100, level: null, cursor: null, ascii: true };

const one = (rounds: readonly ShownRound[]) => rounds.map((round) => [round]);

describe('a chart', () => {
  test('draws a rising curve from the lower left to the upper right', () => {
    const points = [
      { x: 0, y: 0 },
      { x: 10, y: 100 },
    ];
    expect(drawChart(points, frame).map(plain)).toEqual(['      **', '  ****  ', '**      ']);
    expect(drawChart(points, { ...frame, ascii: false }).map(plain)).toEqual([
      '     ⢀⠔⠊',
      '  ⢀⡠⠊⠁  ',
      '⡠⠔⠁     ',
    ]);
  });

  test('draws values beyond its range at the edge, a level as dots, and no point as nothing', () => {
    expect(plain(drawChart([{ x: 5, y: 400 }], frame)[0])).toBe('    *   ');
    expect(drawChart([], { ...frame, level: 50 }).map(plain)).toEqual(['        ', '. . . . ', '        ']);
  });

  test('tells the curve from the level and the cursor by their looks, and draws the curve over both', () => {
    const points = [{ x: 5, y: 50 }];
    expect(drawChart(points, { ...frame, level: 50, cursor: 10 })[1]).toEqual([
      { text: '. . ', tone: 'quiet' },
      { text: '*', tone: 'chart' },
      { text: ' .', tone: 'quiet' },
      { text: '|', tone: 'alert' },
    ]);
  });

  test('is as large as asked for, whatever the points', () => {
    const point = fc.record({
      x: fc.integer({ min: 0, max: 10 }),
      y: fc.double({ min: -1e6, max: 1e6, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(point),
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 20 }),
        fc.boolean(),
        (points, columns, rows, ascii) => {
          const lines = drawChart(
            points.sort((a, b) => a.x - b.x),
            { ...frame, columns, rows, ascii },
          ).map(plain);
          expect(lines).toHaveLength(rows);
          for (const line of lines) expect(line).toHaveLength(columns);
        },
      ),
    );
  });
});

describe('a bar', () => {
  test('is filled in eighths of a character', () => {
    expect(drawBar(0, 4, false)).toBe('    ');
    expect(drawBar(0.5, 4, false)).toBe('██  ');
    expect(drawBar(0.59375, 4, false)).toBe('██▍ ');
    expect(drawBar(1, 4, false)).toBe('████');
    expect(drawBar(7, 4, false)).toBe('████');
    expect(drawBar(0.5, 4, true)).toBe('##--');
  });
});

const moment = (record: object) => ({ record }) as ShownRound;

describe('a strip', () => {
  const picks = (...workers: number[]) =>
    workers.map((worker) => moment({ corruptedInfluence: worker < 2 ? 1 : 0, chosen: [worker] }));

  test('marks each choice by a glyph and a tone, the newest at the right', () => {
    expect(drawStrip(one(picks(0, 1, 5, 0)), false)).toEqual([
      { text: '●●', tone: 'corrupted' },
      { text: '○', tone: 'honest' },
      { text: '●', tone: 'corrupted' },
    ]);
    expect(plain(drawStrip(one(picks(0, 5)), true))).toBe('Xo');
  });

  test('marks a cell of several rounds by whether all, some or none are corrupted', () => {
    const [a, b, c] = [picks(0, 1), picks(5, 0), picks(5, 6)];
    expect(plain(drawStrip([a, b, c], false))).toBe('●◐○');
    expect(plain(drawStrip([a, b, c], true))).toBe('Xxo');
    expect(drawStrip([b], false)[0].tone).toBe('corrupted');
  });

  test('shows the mean of several rounds as the height of their cell', () => {
    const cell = [0, 1].map((corruptedInfluence) => moment({ corruptedInfluence }));
    expect(plain(drawStrip([cell], false))).toBe('▅');
  });

  test('shows shares as heights where the rule does not choose one', () => {
    const shares = [0, 0.1, 0.5, 1].map((corruptedInfluence) => moment({ corruptedInfluence }));
    expect(plain(drawStrip(one(shares), false))).toBe('·▁▅█');
    expect(plain(drawStrip(one(shares), true))).toBe('0159');
  });
});

describe('the strip of a backdoor', () => {
  const answered = (hits: number, of: number) =>
    moment({ backdoor: { target: 3, hit: 2 * hits > of, hits, of, answer: 3, margin: 0, probability: 0.5 } });

  test('marks hits and misses of one image, and shows how many of many were hit as heights', () => {
    expect(drawHits(one([answered(1, 1), answered(0, 1)]), false)).toEqual([
      { text: '●', tone: 'corrupted' },
      { text: '○', tone: 'honest' },
    ]);
    const many = [0, 60, 500, 1000].map((hits) => answered(hits, 1000));
    expect(plain(drawHits(one(many), false))).toBe('·▁▅█');
    expect(plain(drawHits(one([answered(0, 0)]), false))).toBe('·');
  });
});

describe('a ranking', () => {
  const scenario = expandScenario({ task: 'mnist-mlp', workers: { count: 7, corrupted: 2 } });
  const named = { scenario, entries: findEntries(builtIn, scenario) };
  const room = { columns: 20, rows: 10, ascii: true, colors: false };

  test('of Krum is by score, the chosen one first, reports that are not finite last', () => {
    const record = moment({
      influence: [0, 1, 0, 0, 0, 0, 0],
      scores: [5, 1, 4, null, 3, 2, 9],
      chosen: [1],
    }).record;
    // 1 (corrupted), 5, 4, 2, 0 (corrupted), 6, 3
    expect(drawRanking(named, record, room).slice(1, 4).map(plain)).toEqual([
      'XoooXoo',
      '^      ',
      '1234590',
    ]);
  });

  test('of Bulyan is in the order of picking, then by score', () => {
    const record = moment({
      influence: [0, 0, 0, 0, 0, 0, 0],
      scores: [5, 6, 7, 1, 2, 3, 4],
      chosen: [6, 0, 3],
    }).record;
    // 6, 0 (corrupted), 3, then 4, 5, 1 (corrupted), 2
    expect(plain(drawRanking(named, record, room)[1])).toBe('oXoooXo');
    expect(plain(drawRanking(named, record, room)[4])).toBe('1 of 3 picked are corrupted');
  });

  test('of other rules is by share, in as many strips as there is room for', () => {
    const record = moment({
      influence: [0.1, 0.4, 0.2, 0.05, 0.05, 0.1, 0.1],
      corruptedInfluence: 0.5,
    }).record;
    // 1, 2, 0, 5, 6, 3, 4
    expect(
      drawRanking(named, record, { ...room, columns: 4 })
        .slice(1, 8)
        .map(plain),
    ).toEqual([
      ...['XoXo', '    ', '9422', 'ooo', '   ', '211'],
      'the 2 corrupted, 29% of all, made 50% of the aggregate',
    ]);
  });

  const reason = (columns: number, facts: Partial<ShownRound['record']>) =>
    plain(drawRanking(named, moment(facts).record, { ...room, columns })[4]);

  test('says by how much the winner won before the best of the other camp, whichever that is', () => {
    const influence = [0, 1, 0, 0, 0, 0, 0];
    const theirs = { influence, scores: [5, 1, 4, null, 3, 1.5, 9], chosen: [1] };
    expect(reason(90, theirs)).toBe(
      'worker 1 wins, 1 · best honest, worker 5: 1.5, 50% more · corrupted at places 1, 5',
    );
    expect(reason(60, theirs)).toBe('worker 1 wins, 1 · best honest, worker 5: 1.5, 50% more');
    const ours = { influence, scores: [3, 4, 2, 9, 9, 9, 9], chosen: [2] };
    expect(reason(60, ours)).toBe('worker 2 wins, 2 · best corrupted, worker 0: 3, 50% more');
    const zero = { influence, scores: [3, 4, 0, 9, 9, 9, 9], chosen: [2] };
    expect(reason(60, zero)).toBe('worker 2 wins, 0 · best corrupted, worker 0: 3');
  });

  test('says of several picked who was left out by the least', () => {
    const facts = { influence: [0, 0, 0, 0, 0, 0, 0], scores: [5, 6, 7, 1, 2, 3, 4], chosen: [6, 0, 3] };
    expect(reason(80, facts)).toBe(
      '1 of 3 picked are corrupted · first worker 6 4 · best left out worker 4 2',
    );
  });
});

describe('a histogram', () => {
  test('has each value in its place: honest ones as bars, corrupted ones on top, marks beneath', () => {
    const values = { honest: [0, 0, 0, 0, -1.5], corrupted: [-1.5, -1.5], aggregate: 3 };
    const lines = drawHistogram(values, { columns: 30, rows: 4, ascii: true, colors: false }).map(plain);
    expect(lines.map((line) => line.trimEnd())).toEqual([
      ' 4 |            ##',
      '   |      XX    ##',
      '   |      XX    ##',
      ' 0 |      ##    ##',
      '           X                 A',
      '    −3  −2  −1 mean +1  +2  +3',
    ]);
  });

  test('draws what lies beyond its ends at them', () => {
    const values = { honest: [-99, 99], corrupted: [], aggregate: null };
    const [first] = drawHistogram(values, { columns: 30, rows: 3, ascii: true, colors: false }).map(plain);
    expect(first).toMatch(/^ 1 \|## +##$/);
  });
});

describe('a picture', () => {
  // 4 x 4: the upper left quarter white, the lower right one pure red.
  const grey = Uint8Array.from({ length: 16 }, (_, k) => (k % 4 < 2 && k < 8 ? 255 : 0));
  const picture = { shape: [4, 4, 1] as const, pixels: grey };
  const room = { columns: 8, rows: 4, colors: false, ascii: false };
  const drawn = (extra: object) => drawPicture(picture, { ...room, ...extra }).map(plain);

  test('has two pixels in a character, one above the other', () => {
    expect(drawn({})).toEqual(['██  ', '    ']);
    const odd = { shape: [3, 1, 1] as const, pixels: Uint8Array.of(0, 255, 255) };
    expect(drawPicture(odd, room).map(plain)).toEqual(['▄', '▀']);
    expect(drawn({ ascii: true })).toEqual(['@@  ', '    ']);
  });

  test('has colours of its own where there are any', () => {
    const red = { shape: [2, 1, 3] as const, pixels: Uint8Array.of(255, 0, 0, 1, 2, 3) };
    expect(drawPicture(red, { ...room, colors: true })).toEqual([
      [{ text: '▀', colors: { text: '#ff0000', behind: '#010203' } }],
    ]);
  });

  test('shrinks to the room by a whole factor, or is left out', () => {
    const large = { shape: [28, 28, 1] as const, pixels: new Uint8Array(784).fill(200) };
    expect(drawPicture(large, { ...room, columns: 32, rows: 14 }).map(plain)).toEqual(
      Array.from({ length: 14 }, () => '█'.repeat(28)),
    );
    expect(drawPicture(large, { ...room, columns: 32, rows: 13 })).toHaveLength(7);
    expect(drawPicture(large, { ...room, columns: 5, rows: 30 })).toEqual([]);
  });
});

describe('a line', () => {
  test('is cut with an ellipsis to the columns there are', () => {
    expect(plain(fit([{ text: 'krumble' }, { text: ' rules' }], 10))).toBe('krumble r…');
    expect(plain(fit([{ text: 'krumble' }], 7))).toBe('krumble');
  });

  test('keeps left and right apart, and drops the right where there is no room', () => {
    expect(plain(apart([{ text: 'ab' }], [{ text: 'cd' }], 6))).toBe('ab  cd');
    expect(plain(apart([{ text: 'ab' }], [{ text: 'cd' }], 4))).toBe('ab');
  });
});
