import { expect, test } from 'vitest';
import { builtIn } from '../../src/catalogue/builtIn.js';
import type { RunStory } from '../../src/report/runStory.js';
import { shares } from '../../src/report/sharesFigure.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';

function figureOf(partition: string | object, workers: object = {}, task = 'mnist-mlp') {
  const scenario = expandScenario({
    ...{ task, seed: 2, data: { train: 500, test: 10, partition } },
    workers: { count: 6, corrupted: 1, batch: 10, ...workers },
  });
  const story = { manifest: { scenario }, entries: findEntries(builtIn, scenario) };
  return shares(story as unknown as RunStory);
}

test('who holds what is shown by worker and class, and every image is somewhere in its table', () => {
  const { table, description } = figureOf({ name: 'dirichlet', alpha: 0.5 })!;
  expect(table.heads).toEqual(['worker', ...Array.from({ length: 10 }, (_, k) => `class ${k}`), 'all']);
  expect(table.rows.map(([name]) => name)).toEqual(['0 corrupted', '1', '2', '3', '4', '5']);
  for (const [, ...cells] of table.rows as [string, ...number[]][]) {
    expect(cells.slice(0, 10).reduce((sum, count) => sum + count, 0)).toBe(cells[10]);
  }
  expect(table.rows.reduce((sum, row) => sum + (row[11] as number), 0)).toBe(500);
  expect(description).toContain('dirichlet');
});

test('there is nothing to show where all hold alike, or there are too many workers', () => {
  expect(figureOf('dealt', { count: 2 })).toBeNull();
  expect(figureOf({ name: 'dirichlet', alpha: 0.5 }, { count: 61, batch: 1 })).toBeNull();
});

test('a page of a run whose data are not here goes without', () => {
  const home = process.env.KRUMBLE_HOME;
  process.env.KRUMBLE_HOME = '/nowhere';
  try {
    expect(figureOf({ name: 'dirichlet', alpha: 0.5, least: 10 }, {}, 'cifar10-cnn')).toBeNull();
  } finally {
    if (home === undefined) delete process.env.KRUMBLE_HOME;
    else process.env.KRUMBLE_HOME = home;
  }
});
