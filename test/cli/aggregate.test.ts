import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { MAIN, temporaryFolder } from '../support/program.js';

const CSV = '0,1\n1,0\n0.5,0.5\n3,1\n40,30\n';

function folderWith(text = CSV): string {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'v.csv'), text);
  return folder;
}

const table = (text: string) => text.split('\n').map((line) => line.split(/ {2,}/));

describe('krumble aggregate', () => {
  test('shows of each vector score, choice, influence and distance', async () => {
    const args = ['aggregate', 'krum', 'v.csv', '--f', '1', '--option', 'variant=published'];
    const { code, stdout, stderr } = await krumble(args, { cwd: folderWith() });
    expect([code, stderr]).toEqual([0, '']);
    expect(table(stdout)).toEqual([
      ['krum, variant=published: 5 vectors of 2 numbers, f=1'],
      [''],
      ['vector', 'score', 'chosen', 'influence', 'weight', 'distance'],
      ['0', '2.5', '-', '0.00%', '0', '0.70711'],
      ['1', '2.5', '-', '0.00%', '0', '0.70711'],
      ['2', '1', '1', '100.00%', '1', '0'],
      ['3', '11.5', '-', '0.00%', '0', '2.5495'],
      ['4', '4631', '-', '0.00%', '0', '49.3'],
      [''],
      ['aggregate, length 0.70711: 0.5, 0.5'],
      [''],
    ]);
  });

  test('a rule with a vector of the server’s own takes it from a file of one row', async () => {
    const cwd = folderWith('4,3\n5,0\n-1,0\n');
    for (const [name, text] of [
      ['root.csv', '1,0\n'],
      ['two.csv', '1,0\n0,1\n'],
      ['long.csv', '1,0,0\n'],
    ]) {
      writeFileSync(path.join(cwd, name), text);
    }
    const play = (...args: string[]) =>
      krumble(['aggregate', 'fltrust', 'v.csv', '--json', ...args], { cwd });
    const { code, stdout, stderr } = await play('--root', 'root.csv', '--option', 'variant=flpoison');
    expect([code, stderr]).toEqual([0, '']);
    // Cosines 0.8, 1 and none; at the length of the server's (0.8, 0.6) and (1, 0): (1.64, 0.48) / 1.8.
    const { aggregate } = JSON.parse(stdout) as { aggregate: number[] };
    expect(aggregate[0]).toBeCloseTo(1.64 / 1.8, 6);
    expect(aggregate[1]).toBeCloseTo(0.48 / 1.8, 6);
    const wrong = async (...args: string[]) => {
      const outcome = await play(...args);
      return [outcome.code, outcome.stdout, outcome.stderr];
    };
    const missing = 'krumble: root: fltrust weighs vectors by one of the server’s own, of as many values\n';
    expect(await wrong()).toEqual([2, '', missing]);
    expect(await wrong('--root', 'long.csv')).toEqual([2, '', missing]);
    const two = 'krumble: --root two.csv: found 2 rows, allowed one\n';
    expect(await wrong('--root', 'two.csv')).toEqual([2, '', two]);
  });

  test('behind a chain that mixes, scores and choices are of rows, which are told by their vectors', async () => {
    const args = ['aggregate', 'krum', 'v.csv', '--before', 'clipping:limit=9,bucketing:size=2'];
    const { code, stdout } = await krumble([...args, '--option', 'variant=byzfl', '--seed', '3'], {
      cwd: folderWith(),
    });
    expect(code).toBe(0);
    expect(stdout).toContain('clipping   1 of 5 rows scaled, to 18%\nbucketing  3 means of 1 to 2 rows\n');
    const rows = table(stdout).slice(13, 16);
    expect(table(stdout)[12]).toEqual(['row', 'score', 'chosen', 'distance', 'of vectors']);
    const members = rows.flatMap((row) => row[4].split(/[,-] ?/).map(Number));
    expect(members.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4]);
    expect(rows.filter((row) => row[2] === '1')).toHaveLength(1);
  });

  test('as JSON has every number, and null for what is infinite', async () => {
    const cwd = folderWith(`${CSV}nan,1\n`);
    const args = ['aggregate', 'krum', 'v.csv', '--f', '1', '--before', 'nnm', '--option', 'variant=byzfl'];
    const { stdout } = await krumble([...args, '--json'], { cwd });
    const found = JSON.parse(stdout) as Record<string, never[]>;
    expect(Object.keys(found)).toEqual([
      ...['shape', 'aggregate', 'influence', 'weights', 'distances', 'steps', 'chosen', 'scores'],
      'referenceWeight',
    ]);
    expect(found.shape).toEqual([6, 2]);
    expect(found.distances[5]).toBeNull();
    expect(found.steps).toHaveLength(1);
  });

  test.each(['npy', 'safetensors', 'csv'])(
    'writes the aggregate as %s, and never over another file',
    async (ending) => {
      const cwd = folderWith();
      const args = ['aggregate', 'mean', 'v.csv', '--out', `out.${ending}`];
      expect((await krumble(args, { cwd })).code).toBe(0);
      const bytes = readFileSync(path.join(cwd, `out.${ending}`));
      const values =
        ending === 'csv' ? String(bytes) : [...new Float32Array(new Uint8Array(bytes.subarray(-8)).buffer)];
      expect(values).toEqual(ending === 'csv' ? '8.9,6.5\n' : [8.9, 6.5].map(Math.fround));
      const { code, stderr } = await krumble(args, { cwd });
      expect([code, stderr]).toEqual([2, expect.stringContaining('--force replaces it')]);
      expect((await krumble([...args, '--force'], { cwd })).code).toBe(0);
      expect(readdirSync(cwd).sort()).toEqual([`out.${ending}`, 'v.csv'].sort());
    },
  );

  test.each([
    ['a ragged row', '1,2\n3\n', [], /^krumble: v\.csv:2: found 1 numbers, allowed 2/],
    ['an unknown transform', CSV, ['--before', 'nmm'], /transform: .*did you mean nnm\?/],
    ['an option out of bounds', CSV, ['--before', 'clipping:limit=-1'], /clipping\.limit: found -1, allowed/],
    ['an option that is none', CSV, ['--option', 'x'], /--option x: not of the form path=value/],
    [
      'f beyond the bound behind a chain',
      CSV,
      ['--f', '2', '--before', 'bucketing:size=3'],
      /krum: found n=2, f=2/,
    ],
    ['f that is no number', CSV, ['--f', 'x'], /--f: found "x", allowed a whole number from 0 to 4096/],
    ['a tensor of a CSV file', CSV, ['--tensor', 'a'], /v\.csv: --tensor: only a safetensors file/],
    ['a place to write of another kind', CSV, ['--out', 'a.txt'], /--out: .*\.npy, \.safetensors, \.csv/],
  ])('refuses %s in one line, and writes nothing', async (_, text, more, message) => {
    const cwd = folderWith(text);
    const { code, stdout, stderr } = await krumble(['aggregate', 'krum', 'v.csv', ...more], { cwd });
    expect([code, stdout]).toEqual([2, '']);
    expect(stderr.trimEnd().split('\n')).toEqual([expect.stringMatching(message)]);
    expect(readdirSync(cwd)).toEqual(['v.csv']);
  });

  test('refuses files of another ending, and those that are missing', async () => {
    const cwd = folderWith();
    for (const [file, message] of [
      ['v.txt', 'allowed a file that ends in .npy, .safetensors, .csv'],
      ['missing.npy', 'missing.npy: '],
    ]) {
      const { code, stderr } = await krumble(['aggregate', 'mean', file], { cwd });
      expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
    }
  });

  test('reads CSV at standard input', () => {
    const args = [MAIN, 'aggregate', 'mean', '-', '--json'];
    const { status, stdout } = spawnSync(process.execPath, args, { input: CSV, encoding: 'utf8' });
    expect([status, (JSON.parse(stdout) as { shape: number[] }).shape]).toEqual([0, [5, 2]]);
  });
});
