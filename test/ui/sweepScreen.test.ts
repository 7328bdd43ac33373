import { describe, expect, test } from 'vitest';
import { describeCommon } from '../../src/ui/describeCommon.js';
import { countSweepKeyPages, drawSweepScreen } from '../../src/ui/draw/sweepScreen.js';
import { plain } from '../../src/ui/draw/text.js';
import { pressInSweep, SWEEP_KEYS } from '../../src/ui/sweepKeys.js';
import type { SweepViewModel } from '../../src/ui/sweepViewModel.js';
import { leftOfSweepMs } from '../../src/ui/sweepViewModel.js';
import { madeUp, makeFacts } from '../support/madeUpRun.js';
import { makeLongSweep, makeSweepFacts, makeSweepModel, makeSweptRun } from '../support/madeUpSweep.js';

const drawLines = (viewModel: SweepViewModel, columns: number, rows: number, ascii = false) =>
  drawSweepScreen(viewModel, { columns, rows, ascii, colors: false }).map((line) => plain(line).trimEnd());

const SIZES = [
  [60, 16],
  [80, 24],
  [120, 40],
  [200, 60],
] as const;

const FRAMES: Record<string, (columns: number, rows: number) => string[]> = {
  'sweep-four': (...size) => drawLines(makeSweepModel(), ...size),
  'sweep-four-ascii': (...size) =>
    drawLines(makeSweepModel(makeSweepFacts(), { selected: 1 }), ...size, true),
  'sweep-sixty': (...size) => drawLines(makeSweepModel(makeLongSweep(60), { selected: 30 }), ...size),
};

describe.each(SIZES.slice(0, 3))('at %dx%d', (columns, rows) => {
  test.each(Object.keys(FRAMES))('the screen %s is drawn', async (name) => {
    const text = `${FRAMES[name](columns, rows).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(`frames/${name}-${columns}x${rows}.txt`);
  });
});

describe('the screen of a sweep', () => {
  test.each([...SIZES, [40, 10], [20, 5], [1, 1]] as const)(
    'fills %d columns and %d rows, never more',
    (columns, rows) => {
      for (const facts of [makeSweepFacts(), makeLongSweep(1), makeLongSweep(60)]) {
        for (const keysPage of [null, 0]) {
          const lines = drawLines(makeSweepModel(facts, { keysPage }), columns, rows);
          expect(lines).toHaveLength(rows);
          for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
        }
      }
    },
  );

  test.each(SIZES)('cuts nothing short at %d columns, and has the whole hint', (columns, rows) => {
    for (const phase of ['going on', 'stopping', 'over'] as const) {
      const lines = drawLines(makeSweepModel(makeSweepFacts(), { phase }), columns, rows);
      expect(lines.join('\n')).not.toContain('…');
      expect(lines.at(-1)).toMatch(
        /^\? keys · q (stops|stops at once|leaves) · ↑ ↓ runs · enter looks into one$/,
      );
    }
    const pages = countSweepKeyPages({ rows });
    for (let keysPage = 0; keysPage < pages; keysPage++) {
      expect(
        drawLines(makeSweepModel(makeSweepFacts(), { keysPage }), columns, rows).join('\n'),
      ).not.toContain('…');
    }
  });

  test('in ASCII has no other characters', () => {
    for (const more of [{}, { keysPage: 0 }, { incident: 'naïve' }]) {
      expect(drawLines(makeSweepModel(makeSweepFacts(), more), 80, 24, true).join('')).toMatch(
        /^[\x20-\x7e]*$/,
      );
    }
  });

  test('keeps the selected run in sight with its curve, and says which runs are shown', () => {
    for (let selected = 0; selected < 60; selected++) {
      const lines = drawLines(makeSweepModel(makeLongSweep(60), { selected }), 80, 24);
      expect(lines.filter((line) => line.startsWith('> '))).toEqual([
        expect.stringContaining(` ${selected % 7}     ${selected / 10} `),
      ]);
      expect(lines[3]).toMatch(/runs \d+ to \d+ of 60$/);
    }
  });

  test('draws no more than eight curves, about the selected run, and says which', () => {
    const runs = Array.from({ length: 20 }, (_, k) => makeSweptRun([String(k)], 40));
    const lettersAt = (selected: number) => {
      const lines = drawLines(makeSweepModel(makeSweepFacts({ runs }), { selected }), 120, 48);
      const chart = lines
        .slice(
          4,
          lines.findIndex((line) => line.startsWith('  0 │')),
        )
        .join('');
      return [
        lines[3].split('  ').at(-1)!.trim(),
        [...new Set(chart.match(/[a-z]/g))].sort((a, b) => a.localeCompare(b)).join(''),
      ];
    };
    expect(lettersAt(0)).toEqual(['curves a to h', 'abcdefgh']);
    expect(lettersAt(10)).toEqual(['curves g to n', 'ghijklmn']);
    expect(lettersAt(19)).toEqual(['curves m to t', 'mnopqrst']);
  });

  test('tells success of a backdoor where there is one, and what came of runs that end otherwise', () => {
    const runs = ['overflowed', 'failed', 'stopped'].map((state) => {
      const run = makeSweptRun([state], 20);
      run.state = state as 'failed';
      return run;
    });
    const text = drawLines(makeSweepModel(makeSweepFacts({ runs })), 80, 24).join('\n');
    expect(text).toMatch(/overflowed +overflowed +50\.0 +50\.0 +70%/);
    expect(text).toMatch(/failed +failed/);
    expect(text).not.toContain('ASR');
    expect(text).toContain('2 of 3 runs done');
    const hit = { target: 0, hit: true, hits: 9, of: 10, answer: 0, margin: 1, probability: 1 };
    const { record, timing } = { record: { ...madeUp(20).record, backdoor: hit }, timing: null };
    runs[2].add({ record, timing });
    expect(drawLines(makeSweepModel(makeSweepFacts({ runs })), 80, 24).join('\n')).toMatch(
      /ASR +left\n[^]* 90% +-$/m,
    );
  });

  test('counts the time that is left by what is running, for what waits too', () => {
    // Two run at four rounds a second each: 20 + 53 rounds, and 60 of the one that waits.
    expect(leftOfSweepMs(makeSweepFacts())).toBe((1000 * (20 + 53 + 60)) / 8);
    const begun = makeSweptRun(['just begun'], 0);
    begun.state = 'running';
    expect(leftOfSweepMs(makeSweepFacts({ runs: [makeSweptRun(['done'], 60), begun] }))).toBe(60_000 / 4);
    expect(leftOfSweepMs(makeSweepFacts({ runs: [makeSweptRun(['x'], 0)] }))).toBeNull();
  });
});

describe('keys of a sweep', () => {
  const pressed = (keys: readonly string[], viewModel = makeSweepModel(makeLongSweep(60))) => {
    const told: string[] = [];
    let model = viewModel;
    for (const key of keys) {
      const keyContext = {
        ...{ viewModel: model, page: 8, keyPages: 2 },
        ...{ lookInto: () => told.push(`into ${model.selected}`), leave: () => told.push('leave') },
      };
      const { selected, keysPage } = pressInSweep(keyContext, key);
      model = { ...model, selected, keysPage };
    }
    return { told, selected: model.selected, keysPage: model.keysPage };
  };

  test.each([
    [['down', 'down', 'up'], 1],
    [['up'], 0],
    [['pagedown', 'down'], 9],
    [['end'], 59],
    [['end', 'down', 'pageup'], 51],
    [['end', 'home'], 0],
    [['x', 'left'], 0],
  ])('%j lead to run %d', (keys, selected) => {
    expect(pressed(keys)).toEqual({ told: [], selected, keysPage: null });
  });

  test('enter looks into the run, q and ctrl-c leave and ask nothing', () => {
    expect(pressed(['down', 'return', 'q', 'ctrl+c']).told).toEqual(['into 1', 'leave', 'leave']);
  });

  test('turn pages of their table, which escape closes, and q, and ctrl-c leaves all the same', () => {
    expect(pressed(['?']).keysPage).toBe(0);
    expect(pressed(['?', 'down'])).toMatchObject({ keysPage: 1, selected: 0 });
    for (const keys of [
      ['?', 'x', 'x'],
      ['?', 'escape'],
      ['?', 'q'],
    ])
      expect(pressed(keys).keysPage).toBeNull();
    expect(pressed(['?', 'q']).told).toEqual([]);
    expect(pressed(['?', 'ctrl+c']).told).toEqual(['leave']);
  });

  test('no key is in the table twice', () => {
    const keys = SWEEP_KEYS.flatMap((one) => one.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });
});

test('what runs have in common is told without what may differ', () => {
  const named = makeFacts();
  expect(describeCommon(named, ['defense'])).toEqual([
    '12 of 51 corrupted',
    'little, z 1.5, 4.2 x max',
    'seed 7',
  ]);
  expect(describeCommon(named, ['attack.z', 'seed'])).toEqual([
    '12 of 51 corrupted',
    'little',
    'krum (authors)',
  ]);
  expect(describeCommon(named, ['workers.corrupted', 'attack.name', 'defense.variant'])).toEqual([
    'krum',
    'seed 7',
  ]);
});
