import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { RoundExplanation } from '../../src/runs/explainRound.js';
import type { RoundRecord } from '../../src/rounds/round.js';
import { krumble } from '../support/inProcess.js';
import { recordSmall } from '../support/recordedRun.js';
import { small } from '../support/small.js';

const INLINE = ['--executor', 'inline'];
const ROUND = 3;
const cwd = mkdtempSync(path.join(tmpdir(), 'krumble-explain-'));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));
let run: string;
let record: RoundRecord;

beforeAll(async () => {
  run = await recordSmall(cwd, { ...small, defense: { rule: 'krum', variant: 'byzfl' } });
  const lines = readFileSync(path.join(run, 'rounds.jsonl'), 'utf8').split('\n');
  record = JSON.parse(lines[ROUND]) as RoundRecord;
});

const explain = (...args: string[]) =>
  krumble(['explain-round', run, String(ROUND), ...INLINE, ...args], { cwd });
const hash = (values: readonly number[]) =>
  createHash('sha256')
    .update(new Uint8Array(Float32Array.from(values).buffer))
    .digest('hex');

describe('krumble explain-round', () => {
  test('takes recorded scores apart into terms that add up to them, bit for bit', async () => {
    const { code, stdout, stderr } = await explain('--rules', 'mean', '--json');
    expect([code, stderr]).toEqual([0, '']);
    const { scores } = JSON.parse(stdout) as RoundExplanation;
    expect(scores).toHaveLength(2);
    expect(scores.map(({ chosen }) => chosen)).toEqual([true, false]);
    expect(scores[0].worker).toBe(record.chosen![0]);
    expect(scores[1].corrupted).toBe(!scores[0].corrupted);
    for (const { worker, score, terms, divisor } of scores) {
      expect(terms).toHaveLength(8); // n - f - 1
      expect(terms.reduce((sum, { value }) => sum + value, 0) / divisor).toBe(record.scores![worker]);
      expect(score).toBe(record.scores![worker]);
    }
  });

  test('takes them apart too where distances between honest reports are measured apart', async () => {
    const many = {
      ...small,
      name: 'many',
      workers: { count: 70, corrupted: 2, batch: 5 },
      training: { rounds: 1 },
      evaluation: { every: 1 },
    };
    writeFileSync(path.join(cwd, 'many.json'), JSON.stringify(many));
    const played = await krumble(['run', 'many.json', '--out', 'many', '--ui', 'quiet', ...INLINE], { cwd });
    expect([played.code, played.stderr]).toEqual([0, '']);
    const { stdout } = await krumble(['explain-round', 'many', '0', '--rules', 'mean', '--json', ...INLINE], {
      cwd,
    });
    const { scores } = JSON.parse(stdout) as RoundExplanation;
    expect(scores).toHaveLength(2);
    for (const { score, terms, divisor } of scores)
      expect(terms.reduce((sum, { value }) => sum + value, 0) / divisor).toBe(score);
  });

  test('says of other rules what krumble aggregate makes of the saved reports, bit for bit', async () => {
    const rules = ['krum', 'trimmed-mean', 'geometric-median'];
    const saved = await explain('--rules', rules.join(','), '--json', '--save-reports', 'reports.npy');
    const { others, own } = JSON.parse(saved.stdout) as RoundExplanation;
    expect(new Set(others.map(({ rule }) => rule))).toEqual(new Set(rules));
    expect(others.length).toBeGreaterThan(rules.length);
    for (const { rule, variant, sha256, corruptedInfluence } of others) {
      const chosen = variant === null ? [] : ['--option', `variant=${variant}`];
      const { stdout } = await krumble(['aggregate', rule, 'reports.npy', '--f', '2', ...chosen, '--json'], {
        cwd,
      });
      const { aggregate, influence } = JSON.parse(stdout) as { aggregate: number[]; influence: number[] };
      expect(sha256).toBe(hash(aggregate));
      expect(corruptedInfluence).toBe(influence[0] + influence[1]);
    }
    // The run's own rule leads where the record says.
    expect(own!.distance).toBeCloseTo(record.distance!, 6);
    expect(own!.cosine).toBeCloseTo(record.cosine!, 6);
    expect(own!.corruptedInfluence).toBe(record.corruptedInfluence);
  });

  test('says it in sentences, and lists what the reports cannot be put to', async () => {
    const { code, stdout } = await explain('--rules', 'krum,bulyan,fltrust');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /^round 3: 11 workers, 2 corrupted \(18%\), little, z 1, [\d.]+ x max, krum \(byzfl\)\n/,
    );
    expect(stdout).toMatch(/\nworker \d+, \w+, chosen: score [\d.]+ = .*, the mean over its 8 nearest\n/);
    expect(stdout).toMatch(/\nworker \d+, \w+, the best of the others: score /);
    expect(stdout).toMatch(
      /\nworker 0, as 1 other report, beside the 9 honest ones: at most [\d.]+ deviations off \(coordinate \d+\), [\d.e-]+% of coordinates beyond 3; Mahalanobis [\d.]+, \d+% of its square out of what they span\nhonest ones, by the median: at most [\d.]+ deviations off, [\d.e-]+% of coordinates beyond 3; Mahalanobis 2.83 each\n/,
    );
    expect(stdout).toMatch(/\nkrum \(published\) +\d\.\d{3} +-?\d\.\d{3} +\d+%\n/);
    expect(stdout).toMatch(/\nkrum \(byzfl\) +.* this run\n/);
    expect(stdout).toMatch(/\nleft out: .*fltrust/);
    expect(stdout).toMatch(/\nround 3 was played again and is equal to its record, bit for bit\n$/);
  });

  test('draws where the reports lie, in text and as a figure', async () => {
    const { code, stdout } = await explain('--rules', 'mean', '--map', '--svg', 'map.svg');
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /\nmap of the reports, in sigma · \d+% of the honest spread is along, \d+% across\n(?:.{4}│.*\n)+ .*along the attack →.*\n. 9 honest {2}● 2 corrupted, [\d.]+ off {2}◆ aggregate/,
    );
    const svg = readFileSync(path.join(cwd, 'map.svg'), 'utf8');
    expect(svg).toMatch(/^<svg [^]*<title id="map-t">Reports of round 3<\/title>[^]*<\/svg>\n$/);
    expect(svg.match(/<circle class="honest"/g)).toHaveLength(9);
    expect(svg.match(/<circle class="corrupted"/g)).toHaveLength(2);
    expect(svg).toContain('<title>worker 0, corrupted: ');
    const plain = await explain('--rules', 'mean', '--json');
    expect((JSON.parse(plain.stdout) as RoundExplanation).map).toBeNull();
  });

  test('refuses what it cannot do with one line, and changes nothing', async () => {
    writeFileSync(path.join(cwd, 'there.npy'), '');
    const refused: [string[], RegExp][] = [
      [[run, '6'], /<round>: found "6", allowed a whole number from 0 to 5/],
      [[run, 'x'], /<round>: found "x", allowed a whole number from 0 to 5/],
      [['no-run', '1'], /^krumble: no-run: /],
      [[run, '1', '--rules', 'krumm'], /did you mean krum\?/],
      [
        [run, '1', '--save-reports', 'a.txt'],
        /--save-reports: found "a.txt", allowed a name that ends in .npy/,
      ],
      [
        [run, '1', '--svg', 'no-folder/map.svg'],
        /--svg: its folder does not exist, found "no-folder\/map.svg"/,
      ],
      [[run, '1', '--save-reports', 'there.npy'], /the file is there already; --force replaces it/],
    ];
    for (const [args, message] of refused) {
      const { code, stdout, stderr } = await krumble(['explain-round', ...args, ...INLINE], { cwd });
      expect([code, stdout, stderr.split('\n').length]).toEqual([2, '', 2]);
      expect(stderr).toMatch(message);
    }
    expect(existsSync(path.join(cwd, 'a.txt'))).toBe(false);
  });
});
