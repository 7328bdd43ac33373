import { describe, expect, test } from 'vitest';
import type { Attack, AttackSetting } from '../../src/attacks/attack.js';
import { attacks } from '../../src/attacks/attacks.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { madeRows } from '../../src/testing/madeRows.js';
import { playAttack } from '../../src/testing/playAttack.js';

const all = attacks as readonly unknown[] as readonly Attack[];
const bind = (attack: object, workers: object = { count: 12, corrupted: 3 }) =>
  findEntries(builtIn, expandScenario({ task: 'mnist-mlp', workers, attack })).attacks[0];

const own = madeRows(3, 40);
const honest = madeRows(9, 40, 2);
const play = ({ entry, setting }: { entry: Attack; setting: AttackSetting }, others = honest) =>
  playAttack(entry, setting, { own, honest: others });

const estimating = [
  { name: 'ipm', tau: 3 },
  { name: 'empire' },
  { name: 'sign-flip' },
  { name: 'min-max', direction: 'sigma' },
  { name: 'min-sum', variant: 'flpoison' },
  ...['byzfl', 'blades', 'flpoison', 'byzpy', 'krum-library'].map((variant) => ({
    ...{ name: 'little', variant, z: 1.5 },
  })),
];

describe.each(estimating)('$name $variant that may see its own workers alone', (attack) => {
  const restricted = bind({ ...attack, knowledge: 'own' });

  test('goes by their gradients as by honest reports, and sees no honest one', () => {
    expect(restricted.entry.sees).toBe('own');
    const asIf = play(bind(attack), own); // as if their gradients were the honest reports
    const { reports, facts } = play(restricted);
    expect(reports).toEqual(asIf.reports);
    expect(facts).toEqual(asIf.facts);
    expect(reports).not.toEqual(play(bind(attack)).reports);
  });

  test('needs no honest worker', () => {
    const everybody = { count: 3, corrupted: 3 };
    expect(() => bind({ ...attack, knowledge: 'own' }, everybody)).not.toThrow();
    expect(() => bind(attack, everybody)).toThrow('too few honest reports');
  });
});

test.each(all.filter(({ estimates }) => !estimates).map((attack) => [attack.name, attack] as const))(
  '%s has no form without what it sees, and says so in one line',
  (name, { sees }) => {
    if (sees === 'own') return expect(bind({ name, knowledge: 'own', ...TOLD[name] }).entry.sees).toBe('own');
    const message =
      /^attack\.knowledge: .*has no form without them, found own, allowed (honest|defense)[^\n]*$/;
    expect(() => bind({ name, knowledge: 'own' })).toThrow(message);
  },
);

const TOLD: Readonly<Record<string, object>> = { 'backdoor-sample': { z: 1 }, 'backdoor-pattern': { z: 1 } };

test('a denial names the variants that can do without', () => {
  expect(() => bind({ name: 'fang-krum', knowledge: 'own' })).toThrow(
    'allowed honest, or the variant partial-knowledge',
  );
  expect(() => bind({ name: 'optimal-ipm', knowledge: 'honest' })).toThrow(
    'optimal-ipm sees the honest reports and the defense',
  );
  expect(() => bind({ name: 'ipm', knowledge: 'all' })).toThrow(
    'attack.knowledge: found "all", allowed own, honest, defense',
  );
  expect(bind({ name: 'ipm', knowledge: 'defense' }).entry.sees).toBe('honest');
});
