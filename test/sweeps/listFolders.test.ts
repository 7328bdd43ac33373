import { appendFileSync, mkdirSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { listFolders } from '../../src/sweeps/listFolders.js';
import { temporaryFolder } from '../support/program.js';
import { makeRunFolder, makeSweepFolder } from '../support/runFolders.js';

describe('the list of runs and sweeps below a folder', () => {
  const listed = (root: string) =>
    Object.fromEntries(
      listFolders(root).folders.map(({ folder, ...fields }) => [path.relative(root, folder), fields]),
    );

  test('has of each run its state, what it came to and what differs from the named scenario', () => {
    const root = temporaryFolder();
    const make = (name: string, what: Parameters<typeof makeRunFolder>[1]) =>
      makeRunFolder(path.join(root, name), what);
    make('done,attack.z=1,seed=2', { name: 'done, z 1', result: {} });
    make('overflowed', { result: { rounds: 3, overflow: { round: 3, workers: [1] }, accuracyFinal: null } });
    make('stopped', { result: { complete: false, rounds: 4 } });
    make('cut', { journal: [10, 60, 50] });
    make('begun', { written: true });
    expect(listed(root)).toMatchObject({
      'done,attack.z=1,seed=2': {
        ...{ kind: 'run', state: 'complete', problem: null, name: 'done, z 1' },
        ...{ changes: ['attack.z=1', 'seed=2'], rounds: 10, roundsWanted: 10, runs: null },
        ...{ accuracyFinal: 70, accuracyMax: 80 },
      },
      overflowed: { state: 'overflowed', rounds: 3, roundsWanted: 10, accuracyFinal: null },
      stopped: { state: 'stopped', rounds: 4, changes: [] },
      cut: { state: 'cut off', rounds: 3, accuracyFinal: 50, accuracyMax: 60 },
      begun: { state: 'being written', rounds: 0, accuracyFinal: null, accuracyMax: null },
    });
  });

  test('has of a sweep how many runs are done, and the best of them', () => {
    const root = temporaryFolder();
    makeSweepFolder(path.join(root, 'half'), 4, [30, 50, 40]);
    makeSweepFolder(path.join(root, 'whole'), 2, [30, 50]);
    expect(listed(root)).toMatchObject({
      half: {
        ...{ kind: 'sweep', state: 'stopped', name: 'seeds', rounds: null },
        ...{ runs: 3, runsWanted: 4, accuracyMax: 50, accuracyFinal: null },
      },
      whole: { state: 'complete', runs: 2 },
    });
  });

  test('says what is damaged in a row of its own', () => {
    const root = temporaryFolder();
    const at = (name: string) => path.join(root, name);
    writeFileSync(path.join(makeRunFolder(at('manifest')), 'manifest.json'), '{"format": 2, "a": 1}');
    writeFileSync(path.join(makeRunFolder(at('result')), 'result.json'), '[');
    writeFileSync(path.join(makeRunFolder(at('journal')), 'rounds.jsonl'), '{"round": -1}\n');
    writeFileSync(path.join(makeSweepFolder(at('sweep'), 1, []), 'sweep.json'), '{}');
    const edited = path.join(makeRunFolder(at('edited'), { name: 'old' }), 'manifest.json');
    writeFileSync(edited, '{"format":2,"scenario":{"name":"new","training":{"rounds":1}},"sha256":"00"}');
    const rows = listed(root);
    expect(Object.keys(rows)).toHaveLength(5);
    for (const [name, { state, problem }] of Object.entries(rows)) {
      expect(state, name).toBe('damaged');
      expect(problem).toContain(at(name));
    }
    expect(rows.edited.problem).toContain('altered');
  });

  test('passes over a torn last line, and reads no more than the end of a long journal', () => {
    const root = temporaryFolder();
    const line = (round: number) =>
      `${JSON.stringify({ round, accuracy: 90 - round, more: 'x'.repeat(9000) })}\n`;
    const folder = makeRunFolder(path.join(root, 'long'), { rounds: 500 });
    const file = path.join(folder, 'rounds.jsonl');
    for (let round = 0; round < 60; round++) appendFileSync(file, line(round));
    appendFileSync(file, '{"round": 60, "acc');
    expect(listed(root).long).toMatchObject({ rounds: 60, accuracyFinal: 31, accuracyMax: 90 });
    writeFileSync(file, `damaged\n${Array.from({ length: 200 }, (_, k) => line(k % 90)).join('')}`);
    expect(listed(root).long).toMatchObject({ state: 'cut off', rounds: 20, accuracyMax: null });
  });

  test('shows runs of a lesson, and no twins, no links and no folders of others', () => {
    const root = temporaryFolder();
    makeRunFolder(path.join(root, 'lesson', '1'));
    makeRunFolder(path.join(root, 'twins', 'abc'));
    makeRunFolder(path.join(root, 'elsewhere', 'deeper'));
    mkdirSync(path.join(root, 'empty'));
    writeFileSync(path.join(root, 'file'), '');
    symlinkSync(path.join(root, 'lesson', '1'), path.join(root, 'latest'));
    expect(Object.keys(listed(root))).toEqual([path.join('lesson', '1')]);
    expect(listFolders(path.join(root, 'missing'))).toEqual({ folders: [], leftOut: 0 });
  });

  test('is newest first, and of too many has the newest', () => {
    const root = temporaryFolder();
    for (let k = 0; k < 6; k++) {
      const folder = makeRunFolder(path.join(root, `run-${k}`), { journal: [k] });
      for (const name of ['manifest.json', 'rounds.jsonl', ''])
        utimesSync(path.join(folder, name), 1e9, 1e9 + k);
    }
    const { folders, leftOut } = listFolders(root, 4);
    expect(folders.map(({ folder }) => path.basename(folder))).toEqual(['run-5', 'run-4', 'run-3', 'run-2']);
    expect(leftOut).toBe(2);
    expect(folders[0].changedMs).toBe(1000 * (1e9 + 5));
    expect(folders[0].bytes).toBeGreaterThan(100);
  });
});
