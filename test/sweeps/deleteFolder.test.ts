import { existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { deleteFolder } from '../../src/sweeps/deleteFolder.js';
import { temporaryFolder } from '../support/program.js';
import { makeRunFolder, makeSweepFolder } from '../support/runFolders.js';

test('a run is deleted, one of a lesson too', () => {
  const root = temporaryFolder();
  for (const folder of [makeRunFolder(path.join(root, 'a')), makeRunFolder(path.join(root, 'lesson', '1'))]) {
    mkdirSync(path.join(folder, 'checkpoints'));
    deleteFolder(folder, root);
    expect(existsSync(folder)).toBe(false);
  }
});

test('a sweep is deleted with the runs in it, unless one of them is being written', () => {
  const root = temporaryFolder();
  const sweep = makeSweepFolder(path.join(root, 'grid'), 1, []);
  makeRunFolder(path.join(sweep, '0'.repeat(16)), { written: true });
  expect(() => deleteFolder(sweep, root)).toThrow('is being written; it is not deleted');
  makeRunFolder(path.join(sweep, '0'.repeat(16)));
  writeFileSync(path.join(sweep, '0'.repeat(16), 'lock'), '');
  deleteFolder(sweep, root);
  expect(existsSync(sweep)).toBe(false);
});

test('what is no run, holds more than one, is being written or is reached by a link is not deleted', () => {
  const [root, elsewhere] = [temporaryFolder(), temporaryFolder()];
  const refused = (folder: string, why: RegExp) => {
    expect(() => deleteFolder(folder, root)).toThrow(why);
    expect(existsSync(folder)).toBe(true);
  };
  const own = makeRunFolder(path.join(root, 'own'));
  writeFileSync(path.join(own, 'notes.txt'), 'mine');
  refused(own, /holds notes\.txt, which is not of a run; it is not deleted/);
  const state = makeRunFolder(path.join(root, 'state'));
  mkdirSync(path.join(state, 'checkpoints'));
  writeFileSync(path.join(state, 'checkpoints', 'mine'), '');
  refused(state, /holds checkpoints\/mine/);
  refused(makeRunFolder(path.join(root, 'written'), { written: true }), /is being written/);
  mkdirSync(path.join(root, 'empty'));
  refused(path.join(root, 'empty'), /holds no run/);
  refused(makeRunFolder(path.join(elsewhere, 'far')), /does not lie below/);
  refused(root, /does not lie below/);
  symlinkSync(elsewhere, path.join(root, 'way'));
  refused(path.join(root, 'way', 'far'), /a link leads to it/);
  symlinkSync(path.join(elsewhere, 'far'), path.join(root, 'latest'));
  refused(path.join(root, 'latest'), /a link leads to it/);
});
