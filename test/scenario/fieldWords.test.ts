import { expect, test } from 'vitest';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { findEntry } from '../../src/catalogue/catalogue.js';
import { expandScenario } from '../../src/scenario/expand.js';

test.each([
  ['training', { lr: 0.1 }, 'training.lr: unknown key (here it is training.learningRate)'],
  ['training', { weight_decay: 0 }, 'unknown key (here it is training.l2)'],
  ['workers', { 'num-Byzantine': 3 }, 'unknown key (here it is workers.corrupted)'],
  ['defense', { rule: 'krum', f: 2 }, 'defense.f: unknown key (here it is defense.declared)'],
  ['gar', 'krum', 'gar: unknown key (here it is defense.rule)'],
  // What nobody else calls so is guessed by its spelling.
  ['training', { momentun: 0.9 }, 'unknown key (did you mean momentum?)'],
])('a word of other tools is answered with ours: %s %o', (field, value, message) => {
  expect(() => expandScenario({ task: 'mnist-mlp', [field]: value })).toThrow(message);
});

test.each([
  ['rule', { defense: { rule: 'TrimmedMean' } }, 'did you mean trimmed-mean?'],
  ['rule', { defense: { rule: 'MULTI_KRUM' } }, 'did you mean multi-krum?'],
  ['attack', { attack: 'SignFlip' }, 'did you mean sign-flip?'],
])('a name of a %s that differs in capitals and hyphens is guessed', (_, input, message) => {
  expect(() => expandScenario({ task: 'mnist-mlp', workers: { corrupted: 2 }, ...input })).toThrow(message);
});

test('the names of data sets stand for the tasks on them', () => {
  for (const [word, name] of [
    ['mnist', 'mnist-mlp'],
    ['cifar10', 'cifar10-cnn'],
    ['fashion-mnist', 'fashion-mlp'],
  ]) {
    expect(findEntry(builtIn, 'tasks', word)?.name).toBe(name);
  }
});
