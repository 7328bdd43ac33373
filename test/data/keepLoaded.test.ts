import { expect, test } from 'vitest';
import type { DataSet } from '../../src/data/dataSet.js';
import { keepLoaded } from '../../src/data/keepLoaded.js';

test('a set is loaded once from a place, anew from another, and each time from nowhere', () => {
  let loads = 0;
  const load = () => ({ name: `load ${++loads}` }) as DataSet;
  const first = keepLoaded('/a', load);
  expect(keepLoaded('/a', load)).toBe(first);
  expect(keepLoaded('/b', load).name).toBe('load 2');
  expect(keepLoaded(null, load).name).toBe('load 3');
  expect(keepLoaded(null, load).name).toBe('load 4');
  expect(keepLoaded('/a', load)).toBe(first);
});
