import { describe, expect, test } from 'vitest';
import { countHomeKeyPages, drawHomeScreen } from '../../src/ui/draw/homeScreen.js';
import { plain } from '../../src/ui/draw/text.js';
import { HOME_KEYS, type HomeChoice, pressAtHome } from '../../src/ui/homeKeys.js';
import type { HomeViewModel } from '../../src/ui/homeViewModel.js';
import { makeHome, makeHomeTabs } from '../support/madeUpHome.js';

const drawLines = (viewModel: HomeViewModel, columns: number, rows: number, ascii = false) =>
  drawHomeScreen(viewModel, { columns, rows, ascii, colors: false }).map((line) => plain(line).trimEnd());

const SIZES = [
  [60, 16],
  [80, 24],
  [120, 40],
] as const;

const LOOKS: Record<string, HomeViewModel> = {
  'home-runs': makeHome({ selected: [1, 0, 0], marked: ['runs/mnist-little-vs-krum', 'runs/lesson/1'] }),
  'home-scenarios': makeHome({ open: 2, selected: [0, 0, 1], filter: 'mnist', isTyping: true }),
  'home-deletes': makeHome({ selected: [4, 0, 0], asked: 'runs/spoilt' }),
};

describe.each(SIZES)('at %dx%d', (columns, rows) => {
  test.each(Object.keys(LOOKS))('the screen %s is drawn', async (name) => {
    const text = `${drawLines(LOOKS[name], columns, rows).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(`frames/${name}-${columns}x${rows}.txt`);
  });

  test('nothing is cut, of the table of keys neither', () => {
    const pages = Array.from({ length: countHomeKeyPages({ rows }) }, (_, keysPage) =>
      makeHome({ keysPage }),
    );
    for (const viewModel of [...Object.values(LOOKS), makeHome({ open: 1 }), ...pages]) {
      expect(drawLines(viewModel, columns, rows).join('\n')).not.toContain('…');
    }
  });
});

describe('the home screen', () => {
  test.each([...SIZES, [40, 10], [20, 5], [1, 1]] as const)(
    'fills %d columns and %d rows',
    (columns, rows) => {
      for (const more of [
        {},
        { open: 1 },
        { open: 2 },
        { keysPage: 0 },
        { filter: 'nowhere' },
        { asked: 'runs/a' },
      ]) {
        const lines = drawLines(makeHome(more, makeHomeTabs(60)), columns, rows);
        expect(lines).toHaveLength(rows);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      }
    },
  );

  test('in ASCII has no other characters', () => {
    for (const more of [
      {},
      { keysPage: 0 },
      { asked: 'runs/a' },
      { incident: 'naïve' },
      { filter: 'x', isTyping: true },
    ])
      expect(drawLines(makeHome(more), 60, 16, true).join('')).toMatch(/^[\x20-\x7e]*$/);
  });

  test('keeps the selected row in sight, and its whole name beneath a list that cuts it in the middle', () => {
    const tabs = makeHomeTabs(60);
    for (let at = 0; at < 65; at += 4) {
      const lines = drawLines(makeHome({ selected: [at, 0, 0] }, tabs), 60, 16);
      expect(lines.filter((line) => line.startsWith('> '))).toHaveLength(1);
      expect(lines[2]).toBe(`${at + 1} of 65`);
    }
    const name = `mnist-little-vs-krum,${'defense.'.repeat(6)}rule=mean`;
    const row = {
      ...tabs[0].rows[0],
      cells: [name, ...tabs[0].rows[0].cells.slice(1)],
      about: [`runs/${name}`],
    };
    const text = drawLines(makeHome({}, [{ ...tabs[0], rows: [row] }]), 60, 16).join('\n');
    expect(text).toMatch(/> {3}mnist-litt.*….*rule=mean/);
    expect(text.replaceAll('\n', '')).toContain(`runs/${name}`);
  });
});

describe('keys at home', () => {
  const letters = (text: string) => text.match(/./g) ?? [];
  const pressed = (keys: readonly string[], first = makeHome()) => {
    const choices: HomeChoice[] = [];
    let viewModel = first;
    for (const key of keys) {
      const keyContext = {
        viewModel,
        page: 2,
        keyPages: 2,
        choose: (choice: HomeChoice) => choices.push(choice),
      };
      viewModel = { ...viewModel, ...pressAtHome(keyContext, key) };
    }
    return { choices, ...viewModel };
  };

  test.each([
    [['down', 'down', 'up'], 1],
    [['pagedown', 'j'], 3],
    [['end', 'down'], 4],
    [['end', 'pageup', 'k'], 1],
    [['end', 'home', 'up'], 0],
  ])('%j lead to row %d', (keys, at) => {
    expect(pressed(keys).selected).toEqual([at, 0, 0]);
  });

  test('turn to the lists beside, round and round, each with its own selected row', () => {
    expect(pressed(['down', 'tab', 'right', 'down'])).toMatchObject({ open: 2, selected: [1, 0, 1] });
    expect(pressed(['left']).open).toBe(2);
    expect(pressed(['3', 'tab']).open).toBe(0);
  });

  test('open, report and read again, what is selected', () => {
    expect(pressed(['down', 'return', 'r', 'u', '3', 'return', 'q', 'ctrl+c']).choices).toEqual([
      { does: 'open', key: 'runs/mnist-little-vs-krum,attack=none' },
      { does: 'report', key: 'runs/mnist-little-vs-krum,attack=none' },
      { does: 'read again' },
      { does: 'open', key: 'cifar10-backdoor-sample-vs-trimmed-mean' },
      { does: 'leave' },
      { does: 'leave' },
    ]);
    expect(pressed(['2', 'return', 'space', 'r', 'd'])).toMatchObject({ choices: [], asked: null });
    expect(pressed(['3', 'r'])).toMatchObject({ choices: [], incident: 'only runs and sweeps have folders' });
  });

  test('compare the runs that are marked, two at least', () => {
    expect(pressed(['space', 'c'])).toMatchObject({
      choices: [],
      incident: expect.stringContaining('two runs') as string,
    });
    expect(pressed(['space', 'down', 'space', 'c']).choices).toEqual([
      { does: 'compare', keys: ['runs/mnist-little-vs-krum', 'runs/lesson/1'] },
    ]);
    expect(pressed(['space', 'up', 'space']).marked).toEqual([]);
  });

  test('delete after y alone', () => {
    expect(pressed(['d', 'n', 'y'])).toMatchObject({ choices: [], asked: null });
    expect(pressed(['d', 'return'])).toMatchObject({ choices: [], asked: null });
    expect(pressed(['d', 'y']).choices).toEqual([{ does: 'delete', key: 'runs/mnist-little-vs-krum' }]);
  });

  test('filter by words in any order, which letters that are keys elsewhere belong to', () => {
    const typed = pressed([
      'down',
      '/',
      ...letters('none'),
      'space',
      ...letters('q'),
      'backspace',
      ...letters('krum'),
      'return',
      'return',
    ]);
    expect(typed).toMatchObject({ filter: 'none krum', isTyping: false, selected: [0, 0, 0] });
    expect(typed.choices).toEqual([{ does: 'open', key: 'runs/mnist-little-vs-krum,attack=none' }]);
    expect(pressed(['/', ...letters('no'), 'escape'])).toMatchObject({ filter: '', isTyping: false });
    expect(pressed(['/', 'x', 'y', 'return', 'd', 'escape', 'd']).asked).toBe('runs/mnist-little-vs-krum');
    expect(pressed(['/', 'ctrl+c']).choices).toEqual([{ does: 'leave' }]);
  });

  test('turn pages of their table, and no key is in it twice', () => {
    expect(pressed(['?', 'down'])).toMatchObject({ keysPage: 1, selected: [0, 0, 0] });
    expect(pressed(['?', 'x', 'x']).keysPage).toBeNull();
    expect(pressed(['?', 'q'])).toMatchObject({ keysPage: null, choices: [] });
    const keys = HOME_KEYS.flatMap((one) => one.keys);
    expect(new Set(keys).size).toBe(keys.length);
  });
});
