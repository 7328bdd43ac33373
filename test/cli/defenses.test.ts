import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { krumble } from '../support/inProcess.js';
import { temporaryFolder } from '../support/program.js';

/** Defenses of 11 workers, 2 corrupted, that cannot be, and what is said of each behind the file's name. */
const refused: readonly (readonly [string, string, string])[] = [
  [
    'n and f that do not fit a rule behind bucketing',
    '{ rule: krum, variant: published, before: [{ name: bucketing, size: 2 }] }',
    '6: defense.rule: krum (published) cannot work on the 6 rows that come to it, found n=6, f=2, allowed n >= 2f + 3: f from 0 to 1 for 6 workers',
  ],
  [
    'n and f that do not fit behind a longer chain',
    '{ rule: trimmed-mean, variant: published, before: [arc, { name: bucketing, size: 3 }, nnm] }',
    '6: defense.rule: trimmed-mean (published) cannot work on the 4 rows that come to it, found n=4, f=2, allowed n > 2f: f from 0 to 1 for 4 workers',
  ],
  [
    'a transform that is left too few rows',
    '{ rule: median, declared: 4, before: [{ name: bucketing, size: 4 }, nnm] }',
    '6: defense.before.1: nnm cannot work, found n=3, f=4, allowed n > f: f from 0 to 2 for 3 workers',
  ],
  [
    'an option that a rule does not have',
    '{ rule: signguard, limit: 3 }',
    '6: defense.limit: unknown key, allowed rule, declared, before, variant',
  ],
  [
    'an option that a transform does not have',
    '{ rule: median, before: [{ name: bucketing, siz: 2 }] }',
    '6: defense.before.0.siz: bucketing has no siz (did you mean size?), found 2, allowed size',
  ],
  [
    'a variant that a rule does not have',
    '{ rule: fltrust, variant: backfeed }',
    '6: defense.variant: did you mean backfed?, found "backfeed", allowed flpoison, backfed (of fltrust)',
  ],
  [
    'noise below zero',
    '{ rule: crfl, noise: -1 }',
    '6: defense.noise: found -1, allowed a number from 0 to 1000000',
  ],
  [
    'more root data than there are training images',
    '{ rule: fltrust, root: 1201 }',
    '6: defense.root: found 1201, allowed 1 to 1200 (data.train)',
  ],
  [
    'a transform before a rule that looks at the signs of coordinates',
    '{ rule: signguard, before: [nnm] }',
    '6: defense.before: signguard looks at the reports’ own coordinates: nothing can stand before it, found "nnm"',
  ],
];

/** Beyond the bounds of rules whose work grows with subsets: many workers. */
const costly: readonly (readonly [string, string, string])[] = [
  [
    'MDA beyond its bound',
    '{ rule: mda, declared: 25 }',
    '6: defense.rule: mda cannot work, found f=25, allowed f up to 24: what it takes grows as 1.5^f',
  ],
  [
    'SMEA beyond its bound',
    '{ rule: smea, declared: 10 }',
    '6: defense.rule: smea cannot work, found n=60, f=10, allowed at most 20000 subsets C(n, f): f from 0 to 2 for 60 workers',
  ],
];

const cases = [
  ...refused.map(([what, defense, message]) => ({ what, defense, message, count: 11 })),
  ...costly.map(([what, defense, message]) => ({ what, defense, message, count: 60 })),
];

test.each(cases)(
  'refused in one line, and nothing is written: $what',
  async ({ defense, message, count }) => {
    const cwd = temporaryFolder();
    const lines = [
      'task: mnist-mlp',
      'data: { train: 1200, test: 100 }',
      `workers: { count: ${count}, corrupted: 2, batch: 20 }`,
      'training: { rounds: 2 }',
      'attack: { name: little, z: 1 }',
      `defense: ${defense}`,
    ];
    writeFileSync(path.join(cwd, 'bad.yaml'), `${lines.join('\n')}\n`);
    const { code, stdout, stderr } = await krumble(['run', 'bad.yaml', '--out', 'out', '--ui', 'quiet'], {
      cwd,
    });
    expect(stderr).toMatch(/^krumble: bad\.yaml:6(?::\d+)?: /);
    expect(stderr.replace(/^krumble: bad\.yaml:(\d+)(?::\d+)?: /, '$1: ').trimEnd()).toBe(message);
    expect([code, stdout]).toEqual([2, '']);
    expect(existsSync(path.join(cwd, 'out'))).toBe(false);
  },
);
