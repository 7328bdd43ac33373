import { describe, expect, test } from 'vitest';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { drawScreen } from '../../src/ui/draw/screen.js';
import { countHelpPages } from '../../src/ui/draw/help.js';
import { plain } from '../../src/ui/draw/text.js';
import { History } from '../../src/ui/history.js';
import { KEYS } from '../../src/ui/keys.js';
import { type ViewModel, VIEWS } from '../../src/ui/viewModel.js';
import {
  madeUp,
  makeBackdoorHistory,
  makeFacts,
  makeHistory,
  makeViewModel,
  recallGolden,
} from '../support/madeUpRun.js';

const drawLines = (viewModel: ViewModel, columns: number, rows: number, ascii = false) =>
  drawScreen(viewModel, { columns, rows, ascii, colors: false }).map((line) => plain(line).trimEnd());

const PATTERN = { name: 'backdoor-pattern' as const, target: 0 };

/** Every screen that is held to a whole frame, by the name of its file. */
const FRAMES: Record<string, (columns: number, rows: number) => string[]> = {
  'overview-krum': (...size) => drawLines(makeViewModel(makeHistory(40)), ...size),
  'overview-trimmed-mean': (...size) => drawLines(makeViewModel(makeHistory(40, 'trimmed-mean')), ...size),
  'overview-bulyan': (...size) => drawLines(makeViewModel(makeHistory(40, 'bulyan')), ...size),
  'overview-backdoor-sample': (...size) => drawLines(makeViewModel(makeBackdoorHistory(40)), ...size),
  'overview-backdoor-pattern': (...size) =>
    drawLines(makeViewModel(makeBackdoorHistory(40, PATTERN)), ...size),
  'overview-twin': (...size) => drawLines(makeViewModel(withTwin(makeHistory(40))), ...size),
  'overview-twin-ascii': (...size) => drawLines(makeViewModel(withTwin(makeHistory(40))), ...size, true),
  'overview-round-10': (...size) => drawLines(makeViewModel(makeHistory(40), { round: 10 }), ...size),
  'overview-ascii': (...size) => drawLines(makeViewModel(makeHistory(40)), ...size, true),
  'round-krum': (...size) => drawLines(makeViewModel(makeHistory(40), { view: 'round' }), ...size),
  'round-bulyan': (...size) =>
    drawLines(makeViewModel(makeHistory(40, 'bulyan'), { view: 'round' }), ...size),
  'round-arc-nnm-bulyan': (...size) =>
    drawLines(makeViewModel(recallGolden('two-attacks-bulyan'), { view: 'round', round: 1 }), ...size),
  'round-optimal-ipm-mda': (...size) =>
    drawLines(makeViewModel(recallGolden('optimal-ipm-mda'), { view: 'round', round: 3 }), ...size),
  'round-bucketing-median': (...size) =>
    drawLines(makeViewModel(recallGolden('bucketing-median'), { view: 'round' }), ...size),
  'round-mean-ascii': (...size) =>
    drawLines(makeViewModel(makeHistory(40, 'mean'), { view: 'round' }), ...size, true),
  threads: (...size) => drawLines(makeViewModel(makeHistory(40), { view: 'threads' }), ...size),
  words: (...size) =>
    drawLines(
      makeViewModel(makeHistory(40), {
        over: { keysPage: countHelpPages('overview', { columns: size[0], rows: size[1] }) - 1 },
      }),
      ...size,
    ),
  presented: (...size) =>
    drawLines(
      makeViewModel(withNotes(makeHistory(40)), {
        presented: true,
        paused: true,
        playback: { speed: 1, pace: 4 },
      }),
      ...size,
    ),
  'round-words': (...size) =>
    drawLines(
      makeViewModel(makeHistory(40), {
        view: 'round',
        over: { keysPage: countHelpPages('round', { columns: size[0], rows: size[1] }) - 1 },
      }),
      ...size,
    ),
  explained: (...size) =>
    drawLines(
      makeViewModel(makeHistory(40), { over: { explained: 39, from: 0 }, explanation: EXPLANATION }),
      ...size,
    ),
  keys: (...size) => drawLines(makeViewModel(makeHistory(40), { over: { keysPage: 0 } }), ...size),
};

/** Sentences, which are broken where they are too long, and a table, which is not. */
const EXPLANATION = `round 39: 51 workers, 12 corrupted (24%), little, z 1.5, krum

worker 0, corrupted, chosen: score 193.693 = 0 by 11 corrupted + 193.693 by 26 honest, the sum over its 37 nearest
worker 46, honest, the best of the others: score 269.875 = 56.9068 by 12 corrupted + 212.968 by 25 honest

rule              distance  cosine  colluders
krum (published)  0.442     0.887   100%       this run
mean (authors)    0.104     0.992   24%
`;

/** A run whose scenario has something to say from round 30 on. */
function withNotes({ facts }: History): History {
  const text =
    'Krum takes the report that has the nearest neighbours: it trusts the crowd, and theirs is the tightest crowd of all.';
  const notes = [
    { round: 0, text: 'Nothing has happened yet.' },
    { round: 30, text },
  ];
  return makeHistory(40, 'krum', { ...facts, scenario: { ...facts.scenario, notes } });
}

/** A run with a twin that has come half as far. */
function withTwin(history: History): History {
  for (let round = 0; round < 20; round += 5) history.addTwin({ round, accuracy: 60 + round });
  return history;
}

/** A made-up run in which all workers are corrupted, as every report says. */
function makeAllCorrupted(): History {
  const facts = makeFacts('mean');
  const { count } = facts.scenario.workers;
  const workers = { ...facts.scenario.workers, corrupted: count };
  const history = new History({ ...facts, scenario: { ...facts.scenario, workers } });
  history.add(madeUp(0, 'mean'));
  return history;
}

describe.each([
  [80, 24],
  [120, 40],
  [60, 16],
])('at %dx%d', (columns, rows) => {
  test.each(Object.keys(FRAMES))('the screen %s is drawn', async (name) => {
    const text = `${FRAMES[name](columns, rows).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(`frames/${name}-${columns}x${rows}.txt`);
  });
});

describe('a screen', () => {
  test.each([
    [80, 24],
    [120, 40],
    [200, 60],
    [60, 16],
    [40, 10],
    [20, 5],
    [1, 1],
  ])('fills %d columns and %d rows, never more', (columns, rows) => {
    const histories = [
      ...['krum', 'mean', 'trimmed-mean', 'bulyan'].map((rule) => makeHistory(57, rule)),
      makeBackdoorHistory(57),
      makeBackdoorHistory(57, PATTERN),
      recallGolden('two-attacks-bulyan'),
      makeHistory(0),
      makeHistory(1),
    ];
    for (const history of histories) {
      for (const view of VIEWS) {
        const lines = drawLines(makeViewModel(history, { view }), columns, rows);
        expect(lines).toHaveLength(rows);
        for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      }
    }
  });

  test.each([
    [60, 16],
    [80, 24],
    [120, 40],
    [200, 60],
  ])('cuts no line short at %d columns', (columns, rows) => {
    for (const history of [
      makeHistory(57),
      makeHistory(57, 'bulyan'),
      recallGolden('model-replacement-krum'),
      makeBackdoorHistory(57),
      makeBackdoorHistory(57, PATTERN),
      withTwin(makeHistory(57)),
    ]) {
      for (const view of VIEWS) {
        for (const round of [null, 7]) {
          const text = drawLines(makeViewModel(history, { view, round }), columns, rows).join('\n');
          expect(text).not.toContain('…');
        }
      }
    }
  });

  test('in ASCII has no other characters in any view', () => {
    for (const history of [
      ...[makeHistory(40), makeHistory(40, 'bulyan'), makeBackdoorHistory(40)],
      recallGolden('two-attacks-bulyan'),
    ]) {
      for (const viewModel of [
        ...VIEWS.map((view) => makeViewModel(history, { view, round: 12 })),
        makeViewModel(history, { over: { keysPage: 0 } }),
        makeViewModel(history, { over: { digits: '12' } }),
      ]) {
        expect(drawLines(viewModel, 120, 40, true).join('')).toMatch(/^[\x20-\x7e]*$/);
      }
    }
  });

  test('before the first round has no numbers and makes none up', () => {
    const text = drawLines(makeViewModel(makeHistory(0)), 80, 24).join('\n');
    expect(text).toContain('accuracy    - now, - best · loss - training, - test');
    expect(text).toContain('0/60  - rounds/s  - left');
    expect(drawLines(makeViewModel(makeHistory(0), { view: 'round' }), 80, 24)[4]).toBe(
      'no round is finished yet',
    );
  });

  test('never names a rule without what is before it, in fewer words where there is little room', () => {
    const head = (before: readonly string[], columns: number) => {
      const scenario = expandScenario({
        ...{ task: 'mnist-mlp', workers: { count: 51, corrupted: 6 }, training: { rounds: 60 } },
        ...{ attack: { name: 'little', z: 1.5 }, defense: { rule: 'krum', before } },
      });
      const facts = { ...makeFacts(), scenario, entries: findEntries(builtIn, scenario) };
      return drawLines(makeViewModel(new History(facts)), columns, 24)[1];
    };
    const chain = ['arc', 'nnm', 'clipping'];
    expect(head(chain, 200)).toBe(
      '51 workers, 6 corrupted (12%) · attack little, z 1.5, 11 x max · defense arc > nnm > clipping limit=2 > krum (authors)',
    );
    expect(head(chain, 80)).toBe('6 of 51 corrupted · little, z 1.5, 11 x max · arc > nnm > clipping > krum');
    expect(head(chain, 50)).toBe('6 of 51 · little · arc > nnm > clipping > krum');
    expect(head(chain, 40)).toBe('6 of 51 · little · 3 transforms > krum');
    expect(head(['nnm'], 30)).toBe('6 of 51 · little · nnm > krum');
    expect(head([], 30)).toBe('6 of 51 · little · krum');
  });

  test('says what is not recorded', () => {
    const history = new History(makeFacts());
    history.recall({ ...madeUp(0), timing: null, probes: null });
    const text = (view: ViewModel['viewState']['view']) =>
      drawLines(makeViewModel(history, { view }), 80, 24).join('\n');
    expect(text('round')).toContain('what workers reported of single coordinates is not recorded');
    expect(text('threads')).toContain('what threads did in this round is not recorded');
    expect(text('overview')).toContain('its times are not known');
  });

  test('says which round is shown, whether it goes on, and how it ended', () => {
    const history = makeHistory(40);
    const status = (more: Parameters<typeof makeViewModel>[1]) =>
      drawLines(makeViewModel(history, more), 80, 24)[2].split(/ {2,}/)[0];
    expect(status({})).toBe('40 of 60 rounds');
    expect(status({ paused: true })).toBe('40 of 60 rounds · paused');
    expect(status({ round: 7 })).toBe('round 7 is shown · the run is at 40 of 60');
    expect(status({ round: 7, paused: true })).toBe('round 7 is shown · paused at 40 of 60');
    expect(status({ ending: 'complete' })).toBe('40 of 60 rounds · the run is complete');
    expect(status({ playback: { speed: 4, pace: null } })).toBe(
      '40 of 60 rounds · 4 times as fast as it was',
    );
    expect(status({ playback: { speed: 2, pace: 4 } })).toBe('40 of 60 rounds · 8 a second');
  });

  test('has no note in the way of the table of keys, whose pages are reckoned without', () => {
    const pages = Array.from(
      { length: countHelpPages('overview', { rows: 16, columns: 60 }) },
      (_, keysPage) => {
        const more = { presented: true, over: { keysPage } };
        const [noted, plainly] = [withNotes(makeHistory(40)), makeHistory(40)].map((history) =>
          drawLines(makeViewModel(history, more), 60, 16),
        );
        expect(noted).toEqual(plainly);
        return noted;
      },
    );
    expect(pages.flat().join(' ')).toContain('images are answered with its');
  });

  test('shows a round that is long past with its own numbers', () => {
    const text = drawLines(makeViewModel(makeHistory(40), { round: 11 }), 80, 24).join('\n');
    expect(text).toContain('45.00% now, 45.00% best · loss 0.192 training, 0.218 test');
    expect(text).toContain('▲ round 11');
    expect(text).toContain('  0% now, 67% mean');
  });

  test.each([
    [60, 16],
    [80, 24],
    [40, 10],
  ])('tells every key at %dx%d, in as many pages as that takes', (columns, rows) => {
    const pages = countHelpPages('overview', { rows, columns });
    const text = Array.from({ length: pages }, (_, keysPage) =>
      drawLines(makeViewModel(makeHistory(40), { over: { keysPage } }), columns, rows),
    );
    for (const { label } of KEYS) expect(text.flat().join('\n')).toContain(`  ${label} `);
    for (const lines of text.slice(0, -1))
      expect(lines.at(-1)).toMatch(/^any key: the (rest of this table|words of this view)/);
    expect(text.at(-1)!.at(-1)).toBe('any key closes this table');
  });

  test.each([42, 61, 80])('has all rounds in its strip at %d columns', (columns) => {
    const strip = drawLines(makeViewModel(makeHistory(60)), columns, 24).find((line) =>
      /^(krum chose|chosen)/.test(line),
    )!;
    const perCell = Math.ceil(60 / (columns - 12));
    expect(strip.slice(12)).toHaveLength(Math.ceil(60 / perCell));
    // Worker 3 in two of three rounds.
    if (perCell === 1) expect(strip.slice(12)).toMatch(/^(●●○){20}$/);
    else expect(strip.slice(12)).toMatch(/^[●◐○]+$/);
    const looking = drawLines(makeViewModel(makeHistory(60), { round: 30 }), columns, 24);
    const pointer = looking.find((line) => /▲/.test(line))!;
    expect(pointer.indexOf('▲')).toBe(12 + Math.floor(30 / perCell));
  });

  test('says what was moved where messages carry anything, and nothing of it where memory is shared', () => {
    const history = makeHistory(3);
    const threads = () => drawLines(makeViewModel(history, { view: 'threads' }), 80, 24).join('\n');
    expect(threads()).toContain('moved       32.0 MB a round');
    const shared = new History(makeFacts());
    const { timing, ...rest } = madeUp(0);
    shared.add({ ...rest, timing: { ...timing!, transferredBytes: 0, messages: 2 } });
    const text = drawLines(makeViewModel(shared, { view: 'threads' }), 80, 24).join('\n');
    expect(text).toContain('busy  ');
    expect(text).not.toContain('moved');
  });

  test('of workers who are all corrupted says that no report is honest', () => {
    const text = drawLines(makeViewModel(makeAllCorrupted(), { view: 'round' }), 80, 24).join('\n');
    expect(text).toContain('● 51 corrupted, nobody is honest: from -1.90 to 1.90');
    expect(text).not.toMatch(/honest ones|all honest/);
  });

  test('looks at the coordinate with the largest pull first, and at dead ones last', () => {
    const drawn = (coordinate: number) =>
      drawLines(makeViewModel(makeHistory(40), { view: 'round', coordinate }), 80, 24).join('\n');
    expect(drawn(0)).toContain('hidden/bias[50] · 1 of 2, p: next');
    expect(drawn(0)).toContain('● 12 corrupted at mean − 1.50 sigma');
    expect(drawn(1)).toContain('all honest workers report 0.00 here');
  });

  test('shows a notice, without control characters', () => {
    const history = makeHistory(3);
    history.incident = 'round 3: a \x1b[31mthread\x07 was lost';
    expect(drawLines(makeViewModel(history), 80, 24)).toContain('round 3: a [31mthread was lost');
  });
});
