import { describe, expect, test } from 'vitest';
import { attacks } from '../../src/attacks/attacks.js';
import type { Attack, AttackSetting } from '../../src/attacks/attack.js';
import { madeRows } from '../../src/testing/madeRows.js';
import { playAttack } from '../../src/testing/playAttack.js';
import { stream } from '../../src/random/stream.js';

const own = [Float32Array.of(1, 0), Float32Array.of(5, 5)];
const honest = [Float32Array.of(1, 0), Float32Array.of(3, 4)];

const find = (name: string) => attacks.find((attack) => attack.name === name) as unknown as Attack;
const play = ({ name, ...options }: AttackSetting) =>
  playAttack(find(name), { name, ...options }, { own, honest }).reports.map((row) => [...row]);

describe('what no oracle has', () => {
  test('sign flip of its own gradients turns each around for itself', () => {
    expect(play({ name: 'sign-flip', variant: 'own', scale: 2 })).toEqual([
      [-2, -0],
      [-10, -10],
    ]);
  });

  test('little of Blades and FLPoison lies below the honest mean and differs in what sigma divides by', () => {
    const [blades] = play({ name: 'little', variant: 'blades', z: 1 });
    expect(blades[0]).toBeCloseTo(2 - Math.SQRT2, 6);
    expect(blades[1]).toBeCloseTo(2 - 2 * Math.SQRT2, 6);
    expect(play({ name: 'little', variant: 'flpoison', z: 1 })[0]).toEqual([1, 0]);
  });

  test('empire keeps what tau leaves of the honest mean', () => {
    expect(play({ name: 'empire', tau: 1.5 })[1]).toEqual([-1, -1]);
  });

  test('Gaussian noise has its mean and deviation, and each worker its own', () => {
    const rows = { own: madeRows(2, 4000), honest: madeRows(3, 4000) };
    const setting = { name: 'gaussian', mean: 3, deviation: 2, draws: 'each' };
    const [first, second] = playAttack(find('gaussian'), setting, rows).reports;
    const mean = first.reduce((sum, value) => sum + value, 0) / 4000;
    const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / 4000;
    expect(Math.abs(mean - 3)).toBeLessThan(0.15);
    expect(Math.abs(Math.sqrt(variance) - 2)).toBeLessThan(0.1);
    expect(first).not.toEqual(second);
    const [one, other] = playAttack(find('gaussian'), { ...setting, draws: 'one' }, rows).reports;
    expect(one).toEqual(other);
  });

  test('mimic by variance finds who differs along the axis of largest variance, and keeps to it', () => {
    const spread = (...first: number[]) => first.map((value, k) => Float32Array.of(value, 0.1 * k, 0));
    const attack = find('mimic-variance');
    const setting = { name: 'mimic-variance', warmup: 1 };
    const rows = { own: spread(0, 0), honest: spread(1, 9, 2, 1) };
    const begun = playAttack(attack, setting, rows);
    const kept = { ...begun.memory };
    const memory = Object.fromEntries(
      Object.entries(kept).map(([name, { after }]) => [
        name,
        { before: after, after: after.map((row) => row.slice()) },
      ]),
    );
    const target = (begun.facts.target as number) - 2;
    expect([0, 1, 3]).toContain(target); // z's sign is free: the largest or one of the smallest
    const later = playAttack(attack, setting, { ...rows, honest: spread(7, 0, 3, -8) }, { memory });
    expect(later.facts).toEqual(begun.facts);
  });

  test.each([
    ['mirror', [9, 7, 4]],
    ['targeted', [0, 7, 5]],
    ['all-to-one', [7, 7, 7]],
  ])('label flip %s', (mode, expected) => {
    const view = {
      ...{ imageShape: [1, 1, 1] as const, classes: 10, normalisation: { means: [0], deviations: [1] } },
      ...{ round: 0, colluder: 0, random: stream(1, 'x') },
    };
    const batch = { images: new Float64Array(3), labels: Int32Array.of(0, 2, 5) };
    const setting = { name: 'label-flip', mode, source: 2, target: 7 };
    expect([...find('label-flip').poison!(batch, setting, view).labels]).toEqual(expected);
  });
});
