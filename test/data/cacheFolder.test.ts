import { homedir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { cacheFolder } from '../../src/data/cacheFolder.js';

test('data sets are kept in KRUMBLE_HOME, else where the platform keeps caches', () => {
  const home = homedir();
  expect(cacheFolder({ KRUMBLE_HOME: '/data/krumble', XDG_CACHE_HOME: '/x' }, 'linux')).toBe('/data/krumble');
  expect(cacheFolder({ KRUMBLE_HOME: 'here' }, 'darwin')).toBe(path.resolve('here'));
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux')).toBe('/x/krumble');
  expect(cacheFolder({ XDG_CACHE_HOME: 'x', KRUMBLE_HOME: '' }, 'linux')).toBe(`${home}/.cache/krumble`);
  expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'darwin')).toBe(`${home}/Library/Caches/krumble`);
  expect(cacheFolder({ LOCALAPPDATA: '/local' }, 'win32')).toBe('/local/krumble');
});
