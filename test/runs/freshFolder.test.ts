import path from 'node:path';
import { expect, test } from 'vitest';
import { makeFreshFolder } from '../../src/runs/freshFolder.js';
import { temporaryFolder } from '../support/program.js';

/** The name of the folder that a run of that title gets. */
const named = (title: string, root = temporaryFolder()) => path.basename(makeFreshFolder(title, root));

test('a run’s folder is named by its title and the changes, in letters that every system takes', () => {
  expect(named('My Scenario!,attack.z=1.5,defense=Krum')).toBe('my-scenario,attack.z=1.5,defense=krum');
  expect(named('***')).toBe('run');
});

test('a second one of the name has a number', () => {
  const root = temporaryFolder();
  expect([1, 2, 3].map(() => named('x,seed=1', root))).toEqual(['x,seed=1', 'x,seed=1-2', 'x,seed=1-3']);
});

test('of a change that has no room no part is left that would say another one', () => {
  const long = `training.initial=${'folder/'.repeat(20)}x.safetensors`;
  expect(named(`x,${long},attack.z=1.5`)).toBe('x,training.initial,attack.z=1.5');
  const many = Array.from({ length: 12 }, (_, k) => `workers.batch=1${k}.25`);
  const name = named(['x', ...many].join(','));
  expect(name).toMatch(/^x(,workers\.batch=1\d+\.25)+,more$/);
  expect(name.length).toBeLessThan(126);
});
