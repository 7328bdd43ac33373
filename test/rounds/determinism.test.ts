import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { testBackend } from '../support/backend.js';
import { krumble } from '../support/inProcess.js';
import { temporaryFolder } from '../support/program.js';
import { small, variations } from '../support/small.js';

const defenses = [
  { rule: 'mean' },
  { rule: 'krum' },
  { rule: 'trimmed-mean', variant: 'published' },
  { rule: 'trimmed-mean', variant: 'authors' },
  { rule: 'bulyan' },
];

/** Plays a scenario through the program and gives the bytes of its journal, and of its probes behind it. */
async function playJournal(scenario: object, ...args: string[]): Promise<string> {
  const folder = temporaryFolder();
  const file = path.join(folder, 'small.yaml');
  writeFileSync(file, JSON.stringify(scenario));
  const out = path.join(folder, 'run');
  const { code, stderr } = await krumble([
    ...['run', file, '--out', out, '--ui', 'quiet', '--backend', testBackend],
    ...args,
  ]);
  expect([code, stderr]).toEqual([0, '']);
  return ['rounds.jsonl', 'probes.jsonl'].map((name) => readFileSync(path.join(out, name), 'utf8')).join('');
}

describe.each(defenses)('with $rule $variant', (defense) => {
  test('any number of threads gives the same journal, byte for byte', async () => {
    const scenario = { ...small, defense };
    const journals = [];
    for (const threads of defense.rule === 'krum' ? ['1', '2', '3', '4', '2'] : ['1', '3']) {
      journals.push(await playJournal(scenario, '--threads', threads, '--awake', threads));
    }
    expect(journals[0].trimEnd().split('\n')).toHaveLength(2 * 6);
    for (const journal of journals) expect(journal).toBe(journals[0]);
  });
});

test('the driver alone, threads that share no memory, and more threads than cores give the same journal', async () => {
  const scenario = { ...small, defense: { rule: 'krum' } };
  const expected = await playJournal(scenario, '--threads', '1');
  expect(await playJournal(scenario, '--executor', 'inline')).toBe(expected);
  expect(await playJournal(scenario, '--executor', 'messages', '--threads', '2')).toBe(expected);
  expect(await playJournal(scenario, '--threads', '8')).toBe(expected);
  expect(await playJournal(scenario, '--threads', '8', '--awake', '8')).toBe(expected);
});

test.each(Object.entries(variations))('%s on 1 and 3 threads: the same journal', async (_, scenario) => {
  const expected = await playJournal(scenario, '--threads', '1');
  expect(await playJournal(scenario, '--threads', '3', '--awake', '3')).toBe(expected);
});

test('all corrupted, in sequential order, on 1 and 3 threads: the same journal', async () => {
  const scenario = {
    ...small,
    data: { ...small.data, order: 'sequential' },
    workers: { count: 11, corrupted: 11, batch: 20 },
  };
  const everyone = { ...scenario, defense: { rule: 'mean' } };
  expect(await playJournal(everyone, '--threads', '1')).toBe(await playJournal(everyone, '--threads', '3'));
});

test('another seed, seed 0 too, gives other rounds; the attack leaves the batches as they are', async () => {
  const first = (journal: string) =>
    JSON.parse(journal.split('\n')[0]) as { trainLoss: number; reports: string[] };
  const [seed3, seed0, unattacked] = [
    first(await playJournal(small, '--threads', '1')),
    first(await playJournal(small, '--threads', '1', '--seed', '0')),
    first(await playJournal(small, '--threads', '1', '--set', 'attack={ name: none }')),
  ];
  expect(seed0.reports).not.toEqual(seed3.reports);
  expect(unattacked.trainLoss).toBe(seed3.trainLoss);
  expect(unattacked.reports.slice(2)).toEqual(seed3.reports.slice(2));
  expect(unattacked.reports.slice(0, 2)).not.toEqual(seed3.reports.slice(0, 2));
});
