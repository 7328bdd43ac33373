import { beforeAll, describe, expect, test } from 'vitest';
import { drawScreen } from '../../src/ui/draw/screen.js';
import { drawSweepScreen } from '../../src/ui/draw/sweepScreen.js';
import { type Line, plain } from '../../src/ui/draw/text.js';
import { SweptRun } from '../../src/ui/sweptRun.js';
import { textWidth } from '../../src/ui/textWidth.js';
import { VIEWS } from '../../src/ui/viewModel.js';
import { makeViewModel } from '../support/madeUpRun.js';
import { makeSweepFacts, makeSweepModel } from '../support/madeUpSweep.js';
import { drawScreenSvg } from '../support/screenSvg.js';
import { recallStory, readStory, recordStory } from '../support/recordedStories.js';

// `KRUMBLE_STORIES=new npx vitest run test/ui/viewsDocument.test.ts -u` plays those that are missing,
// `all` in the place of `new` every one.
const RECORD = process.env.KRUMBLE_STORIES;
const ROUNDS = '30';

/** Runs whose views are shown, by the name of what is kept of them. */
const STORIES = {
  'z-max': {
    title: 'Krum at z max',
    args: ['mnist-little-vs-krum', '--rounds', ROUNDS, '--twin'],
    threads: 2,
  },
  'z-beyond-max': {
    title: 'Krum, four times z max',
    ...{ args: ['mnist-little-beyond-max-vs-krum', '--rounds', ROUNDS], threads: 2 },
  },
  backdoor: {
    title: 'A backdoor for one image',
    ...{ args: ['mnist-backdoor-sample-vs-krum', '--rounds', ROUNDS], threads: 2 },
  },
  chain: {
    title: 'A chain of a transform and a rule',
    ...{ args: ['mnist-little-vs-nnm-trimmed-mean', '--rounds', ROUNDS], threads: 2 },
  },
  threads: {
    title: '64 threads',
    ...{ args: ['mnist-little-vs-krum', '--rounds', '4', '--set', 'evaluation.every=1'], threads: 64 },
  },
} as const;

/** The runs of a sweep over defenses, with how many of their rounds are done. */
const SWEPT = { 'z-max': 30, 'swept-mean': 30, 'swept-trimmed-mean': 21, 'swept-bulyan': 6 };

const SIZES = [
  { columns: 60, rows: 16, ascii: false },
  { columns: 80, rows: 24, ascii: false },
  { columns: 120, rows: 40, ascii: false },
  { columns: 200, rows: 60, ascii: false },
  { columns: 80, rows: 24, ascii: true },
] as const;
type Size = (typeof SIZES)[number] & { readonly colors?: never };

beforeAll(async () => {
  if (RECORD === undefined) return;
  for (const [name, story] of Object.entries(STORIES))
    await recordStory(name, story, { again: RECORD === 'all' });
  for (const name of Object.keys(SWEPT).slice(1)) {
    const change = `defense.rule=${name.replace('swept-', '')}`;
    const args = ['mnist-little-vs-krum', '--rounds', ROUNDS, '--set', change];
    await recordStory(name, { args, threads: 2 }, { again: RECORD === 'all' });
  }
}, 600_000);

const nameOf = ({ columns, rows, ascii }: Size) => `${columns}x${rows}${ascii ? '-ascii' : ''}`;
const draw = (lines: readonly Line[]) => lines.map((line) => plain(line).trimEnd()).join('\n');

function drawSweep(size: Size): Line[] {
  const names = { 'z-max': 'krum (published)' } as Record<string, string>;
  const runs = Object.entries(SWEPT).map(([name, count]) => {
    const run = new SweptRun([names[name] ?? name.replace('swept-', '')], Number(ROUNDS));
    run.begin(Number(ROUNDS));
    run.state = count === Number(ROUNDS) ? 'done' : 'running';
    for (const round of readStory(name).rounds.slice(0, count)) run.add(round);
    return run;
  });
  const facts = makeSweepFacts({
    about: ['12 of 51 corrupted', 'little, z 0.36 of max 0.36', 'seed 7'],
    runs,
  });
  return drawSweepScreen(makeSweepModel(facts), { ...size, colors: false });
}

/** Every screen of a size, by its title. */
function drawAll(size: Size): [string, string][] {
  const screens = Object.entries(STORIES).flatMap(([name, { title }]) =>
    VIEWS.map((view): [string, string] => {
      const model = makeViewModel(recallStory(name), { view, ending: 'complete' });
      return [
        `${title}: ${view === 'round' ? 'one round' : view}`,
        draw(drawScreen(model, { ...size, colors: false })),
      ];
    }),
  );
  return [...screens, ['A sweep over four defenses', draw(drawSweep(size))]];
}

describe.each(SIZES)('docs/views of $columns x $rows, ascii: $ascii', (size) => {
  const name = nameOf(size);

  test('is what the screens are', async () => {
    const sections = drawAll(size).map(([title, text]) => `## ${title}\n\n\`\`\`\n${text}\n\`\`\`\n`);
    const head = `# Every view at ${size.columns} x ${size.rows}${size.ascii ? ', in ASCII' : ''}\n\n[Other sizes](../views.md)\n`;
    await expect([head, ...sections].join('\n')).toMatchFileSnapshot(`../../docs/views/${name}.md`);
  });

  test('has nothing that is cut, and nothing beyond the screen', () => {
    for (const [title, text] of drawAll(size)) {
      expect(text.split('\n').length, title).toBeLessThanOrEqual(size.rows);
      expect(text, title).not.toMatch(size.ascii ? /[^\x00-\x7f]/ : /…/);
      for (const line of text.split('\n')) expect(textWidth(line), title).toBeLessThanOrEqual(size.columns);
    }
  });
});

test.each(['dark', 'light'] as const)(
  'docs/views in colours for what is %s are those of the screens',
  async (theme) => {
    const size = { columns: 120, rows: 40, ascii: false, colors: false };
    for (const view of VIEWS) {
      const lines = drawScreen(makeViewModel(recallStory('z-max'), { view, ending: 'complete' }), size);
      const svg = drawScreenSvg(lines, { theme, columns: size.columns });
      await expect(svg).toMatchFileSnapshot(`../../docs/views/${view}-${theme}.svg`);
    }
    const sweep = drawScreenSvg(drawSweep({ ...SIZES[2] }), { theme, columns: size.columns });
    await expect(sweep).toMatchFileSnapshot(`../../docs/views/sweep-${theme}.svg`);
  },
);
