import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { RoundRecord } from '../../src/rounds/round.js';
import { krumble } from '../support/inProcess.js';
import { temporaryFolder } from '../support/program.js';
import { QUIET, recordSmall } from '../support/recordedRun.js';
import { small, variations } from '../support/small.js';

const HOSTILE = `</style></title><script>alert(1)</script>"onload="alert(2)' javascript:alert(3) ${'long '.repeat(20)}`;

const cwd = mkdtempSync(path.join(tmpdir(), 'krumble-report-'));
const backdoor = path.join(cwd, 'backdoor');
beforeAll(async () => {
  await recordSmall(cwd, { ...small, name: HOSTILE.trim() });
  mkdirSync(backdoor);
  await recordSmall(backdoor, variations['backdoor-sample-adaptive']);
});
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

/** Elements that a page may have; none of them runs or fetches anything. */
const ELEMENTS =
  '!doctype a b body circle code desc details div figcaption figure h1 h2 h3 head html li main meta nav p path pre rect section span strong style summary svg table tbody td text th thead title tr ul';

/**
 * Reads a page or a figure as a browser does.
 * Throws for an unclosed element, and returns elements with attributes.
 */
function parseElements(text: string): { name: string; attributes: string }[] {
  const [, style = ''] = /<style>([^<]*)<\/style>/.exec(text) ?? [];
  const elements: { name: string; attributes: string }[] = [];
  const open: string[] = [];
  for (const [, end, name, attributes] of text
    .replace(style, '')
    .matchAll(/<(\/?)([^\s>]+)((?:\s+[\w:-]+="[^"<>]*")*)[^<>]*>/g)) {
    if (end) expect(open.pop()).toBe(name);
    else {
      elements.push({ name: name.toLowerCase(), attributes });
      if (!['!doctype', 'meta'].includes(name)) open.push(name);
    }
  }
  expect(open).toEqual([]);
  return elements;
}

function expectHarmless(text: string): void {
  for (const { name, attributes } of parseElements(text)) {
    expect(ELEMENTS.split(' ')).toContain(name);
    for (const [, key, value] of attributes.matchAll(/\s([\w:-]+)="([^"]*)"/g)) {
      expect(key).not.toMatch(/^on|^src|^style$/);
      if (key === 'href') expect(value).toMatch(/^#p\d+$/);
    }
  }
  expect(text.replaceAll('http://www.w3.org/2000/svg', '')).not.toMatch(/https?:|url\(|@import/);
}

test('a page is one harmless file with words and a table for every chart, whatever the scenario is called', async () => {
  const { code, stdout, stderr } = await krumble(
    ['report', 'reference', 'backdoor/reference', '-o', 'page.html', '--svg', 'figures'],
    { cwd },
  );
  expect([code, stderr]).toEqual([0, '']);
  const html = readFileSync(path.join(cwd, 'page.html'), 'utf8');
  expectHarmless(html);
  expect(html).toContain(`content="default-src &#39;none&#39;; style-src &#39;sha256-`);
  expect(html).toContain('&#60;script&#62;alert(1)&#60;/script&#62;');
  // The field's word, as on the terminal.
  expect(html).toContain('Attack success rate');
  expect(html.replace(/<[^>]*>/g, ' ')).not.toMatch(/\bhits\b/);
  const count = (pattern: RegExp) => html.match(pattern)?.length ?? 0;
  const figures = count(/<figure /g);
  expect(figures).toBe(1 + 6 + 7);
  expect(
    count(
      /<svg [^>]*role="img" aria-labelledby="([\w-]+)-t \1-d"[^>]*><title id="\1-t">[^<]+<\/title><desc id="\1-d">[^<]*<\/desc>/g,
    ),
  ).toBe(figures);
  expect(
    count(/<figure [^>]*>.*?<summary>[^<]*, as a table<\/summary><div [^>]*><table>.*?<\/figure>/g),
  ).toBe(figures);

  const names = readdirSync(path.join(cwd, 'figures'));
  expect(names).toHaveLength(figures);
  expect(stdout.trimEnd().split('\n').sort()).toEqual(
    ['page.html', ...names.map((name) => `figures/${name}`)].sort(),
  );
  for (const name of names) {
    const svg = readFileSync(path.join(cwd, 'figures', name), 'utf8');
    expectHarmless(svg);
    expect(svg).not.toContain('var(');
  }
});

test('a page says what the records say, and how to have them again', async () => {
  const [little, sample] = await Promise.all(['reference', 'backdoor/reference'].map(readPageAndRecords));
  expect(little.records.some(({ distance, corruptedDistance }) => distance !== corruptedDistance)).toBe(true);
  for (const { round, accuracy, distance, corruptedDistance, chosen } of little.records) {
    if (accuracy !== undefined) expect(little.cells(round)).toContain(`<td>${accuracy.toFixed(2)}</td>`);
    expect(little.cells(round)).toContain(
      `<td>${distance!.toFixed(3)}</td><td>${corruptedDistance!.toFixed(3)}</td>`,
    );
    const theirs = chosen![0] < 2 ? 100 : 0;
    expect(little.cells(round)).toContain(`<td>${theirs}%</td><td>${100 - theirs}%</td>`);
  }
  for (const { round, backdoor: tried } of sample.records) {
    expect(sample.cells(round)).toContain(`<td>${tried!.hit ? 100 : 0}%</td>`);
  }
  for (const { html, records } of [little, sample]) {
    expect(html).toContain(records.at(-1)!.digest);
    expect(html).toContain('<pre>krumble replay reference</pre>');
  }
});

async function readPageAndRecords(run: string) {
  const page = path.join(temporaryFolder(), 'page.html');
  await krumble(['report', run, '-o', page], { cwd });
  const html = readFileSync(page, 'utf8');
  const records = readFileSync(path.join(cwd, run, 'rounds.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as RoundRecord);
  const cells = (round: number) =>
    [...html.matchAll(new RegExp(`<th scope="row">${round}</th>(.*?)</tr>`, 'g'))].map(([, row]) => row);
  return { html, records, cells };
}

test('of a branch with other workers every round is told by the workers that it had', async () => {
  const args = [
    'branch',
    'reference',
    '--from',
    '3',
    '--set',
    'workers.count=13',
    '--set',
    'workers.corrupted=3',
  ];
  const { code, stderr } = await krumble([...args, '--out', 'branch', ...QUIET], { cwd });
  expect(code, stderr).toBe(0);
  const { html, records, cells } = await readPageAndRecords('branch');
  expectHarmless(html);
  for (const { round, chosen } of records) {
    const theirs = chosen![0] < (round < 3 ? 2 : 3) ? 100 : 0;
    expect(cells(round)).toContain(`<td>${theirs}%</td><td>${100 - theirs}%</td>`);
  }
  expect(html).toContain('<summary>All 13 workers, as a table</summary>');
});

test('rounds in which the rule selects nobody have no share of the selected', async () => {
  const args = ['branch', 'reference', '--from', '3', '--set', 'defense.rule=mean', '--out', 'unselective'];
  const { code, stderr } = await krumble([...args, ...QUIET], { cwd });
  expect(code, stderr).toBe(0);
  const { html, records, cells } = await readPageAndRecords('unselective');
  for (const { round, chosen } of records) {
    expect(cells(round).some((row) => row === '<td>-</td><td>-</td>')).toBe(chosen === undefined);
  }
  expect(html).not.toContain('NaN');
});

test('what the attack decided is a curve of every number that the records have of it', async () => {
  const folder = temporaryFolder();
  const golden = fileURLToPath(new URL('../golden/optimal-ipm-mda', import.meta.url));
  await krumble(['report', golden, '-o', 'page.html'], { cwd: folder });
  const page = readFileSync(path.join(folder, 'page.html'), 'utf8');
  expect(page).toContain('What the attack decided');
  const rounds = readFileSync(path.join(golden, 'rounds.jsonl'), 'utf8').trimEnd().split('\n');
  const { factor, gain } = (JSON.parse(rounds[2]) as { attack: { factor: number; gain: number } }).attack;
  const cells = [factor, gain].map((value) => `<td>${value.toPrecision(4)}</td>`);
  expect(page).toContain(`<th scope="row">2</th>${cells.join('')}`);
});

test('what a chain made of the reports is a curve for each step', async () => {
  const folder = temporaryFolder();
  const golden = fileURLToPath(new URL('../golden/two-attacks-bulyan', import.meta.url));
  await krumble(['report', golden, '-o', 'page.html'], { cwd: folder });
  const page = readFileSync(path.join(folder, 'page.html'), 'utf8');
  expect(page).toContain('What the chain made of the reports');
  const [line] = readFileSync(path.join(golden, 'rounds.jsonl'), 'utf8').split('\n');
  const { chain } = JSON.parse(line) as Required<Pick<RoundRecord, 'chain'>>;
  const means = [chain, ...chain.steps].map(({ distances }) => {
    return distances.reduce<number>((sum, one) => sum + one!, 0) / distances.length;
  });
  const cells = means.map((mean) => `<td>${mean.toPrecision(4)}</td>`).join('');
  expect(page).toContain(`<th scope="row">0</th>${cells}`);
  expect(page).toContain('<th scope="col">2 nnm</th>');
});

test('the same run gives the same bytes, wherever its folder lies', async () => {
  const elsewhere = temporaryFolder();
  cpSync(path.join(cwd, 'reference'), path.join(elsewhere, 'reference'), { recursive: true });
  const pages = await Promise.all(
    [cwd, elsewhere].map(async (folder) => {
      const { code } = await krumble(['report', 'reference', '-o', 'same.html'], { cwd: folder });
      expect(code).toBe(0);
      return readFileSync(path.join(folder, 'same.html'), 'utf8');
    }),
  );
  expect(pages[0]).toBe(pages[1]);
});

test('a sweep is shown by heatmaps, lines and tables, and what its file says does no harm', async () => {
  const folder = temporaryFolder();
  const grid = {
    ...small,
    seed: [1, 2],
    training: { rounds: 1 },
    defense: { rule: ['mean', 'krum'] },
    attack: { name: 'little', z: [0.5, 1] },
  };
  writeFileSync(path.join(folder, 'grid.yaml'), JSON.stringify(grid));
  const swept = await krumble(['sweep', 'grid.yaml', '--out', 'swept'], { cwd: folder });
  expect(swept.code, swept.stderr).toBe(0);
  await krumble(['report', 'swept', '-o', 'page.html'], { cwd: folder });
  const html = readFileSync(path.join(folder, 'page.html'), 'utf8');
  expectHarmless(html);
  expect(html.match(/<figure /g)).toHaveLength(6); // best, last ten, final: a heatmap and lines each
  const results = readFileSync(path.join(folder, 'swept', 'results.jsonl'), 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const [a, b] = results
    .filter((row) => row['defense.rule'] === 'krum' && row['attack.z'] === 0.5)
    .map((row) => row['accuracyMax'] as number);
  expect(html).toContain(`>${((a + b) / 2).toFixed(1)}</text>`);
  expect(html).toContain(`>± ${(Math.abs(a - b) / Math.SQRT2).toFixed(1)}</text>`);
  for (const row of results) expect(html).toContain(String(row['digest']));

  const file = path.join(folder, 'swept', 'sweep.json');
  const forged = JSON.parse(readFileSync(file, 'utf8')) as {
    name: string;
    axes: { field: string; values: string[] }[];
  };
  forged.name = HOSTILE;
  forged.axes[1].field = `${HOSTILE}\u001b[2J`;
  forged.axes[1].values[0] = HOSTILE;
  writeFileSync(file, JSON.stringify(forged));
  const { code, stdout } = await krumble(['report', 'swept', '-o', 'forged.html', '--svg', 'svg'], {
    cwd: folder,
  });
  expect([code, stdout.includes('\u001b')]).toEqual([0, false]);
  for (const name of ['forged.html', ...readdirSync(path.join(folder, 'svg')).map((one) => `svg/${one}`)])
    expectHarmless(readFileSync(path.join(folder, name), 'utf8'));
});

test('a page goes to standard output alone with -o -, and the names of figures to standard error', async () => {
  const folder = temporaryFolder();
  const reference = path.join(cwd, 'reference');
  const { stdout } = await krumble(['report', reference, '-o', 'page.html'], { cwd: folder });
  expect(stdout).toBe('page.html\n');
  const piped = await krumble(['report', reference, '-o', '-', '--svg', 'svg'], { cwd: folder });
  expect([piped.code, piped.stdout]).toEqual([0, readFileSync(path.join(folder, 'page.html'), 'utf8')]);
  const names = readdirSync(path.join(folder, 'svg')).map((name) => `svg/${name}`);
  expect(piped.stderr.trimEnd().split('\n').sort()).toEqual(names.sort());
  expect(readdirSync(folder).sort()).toEqual(['page.html', 'svg']);
});

test.each([
  [['report', 'reference'], 2, 'report: found no place to write to, allowed -o FILE, --svg FOLDER'],
  [['report', 'nowhere', '-o', 'x.html'], 2, 'nowhere: there is no such file or folder'],
  [['report', 'reference', '-o', 'missing/x.html'], 2, '-o: its folder does not exist'],
  [['report', 'damaged', '-o', 'x.html'], 4, 'damaged/rounds.jsonl'],
])('%j is refused, and writes nothing', async (args, code, message) => {
  const folder = temporaryFolder();
  for (const name of ['reference', 'damaged'])
    cpSync(path.join(cwd, 'reference'), path.join(folder, name), { recursive: true });
  const journal = path.join(folder, 'damaged', 'rounds.jsonl');
  writeFileSync(journal, readFileSync(journal, 'utf8').replace('"round":3', '"round":4'));
  const outcome = await krumble(args, { cwd: folder });
  expect([outcome.code, outcome.stdout]).toEqual([code, '']);
  expect(outcome.stderr).toContain(message);
  expect(existsSync(path.join(folder, 'x.html'))).toBe(false);
});
