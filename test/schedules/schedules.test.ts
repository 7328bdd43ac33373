import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sineOfQuarter } from '../../src/kernels/sine.js';
import { expandScenario } from '../../src/scenario/expand.js';
import { builtIn } from '../../src/catalogue/builtIn.js';
import { findEntries } from '../../src/scenario/findEntries.js';

/** The rates of the first rounds under a schedule, of a scenario with 100 rounds that begins at 0.4. */
function ratesOf(schedule: object, rounds: readonly number[]): number[] {
  const scenario = expandScenario({
    task: 'mnist-mlp',
    training: { rounds: 100, learningRate: 0.4, schedule } as never,
  });
  const { learningRate } = findEntries(builtIn, scenario);
  return rounds.map((round) => learningRate(round));
}

test('milestones multiply the rate at the rounds that they name, and not before', () => {
  const rates = ratesOf({ name: 'milestones', at: [3, 60], factor: 0.5 }, [0, 2, 3, 59, 60, 99]);
  expect(rates).toEqual([0.4, 0.4, 0.2, 0.2, 0.1, 0.1]);
  const others = ratesOf({ name: 'milestones', factor: 0.5 }, [59, 60, 79, 80]);
  expect(others).toEqual([0.4, 0.2, 0.2, 0.1]);
});

test.each([
  [[], /schedule\.at: found \[\], allowed a rising list of 1 to 100 rounds/],
  [[5, 5], /schedule\.at: found \[5,5\], allowed a rising list/],
  [[7, 3], /schedule\.at: found \[7,3\], allowed a rising list/],
  [[4, 0], /schedule\.at\.1: found 0, allowed a whole number from 1/],
  [[2.5], /schedule\.at\.0: found 2\.5, allowed a whole number from 1/],
  ['60', /schedule\.at: found "?60"?, allowed a rising list/],
])('milestones at %j are refused', (at, message) => {
  expect(() => ratesOf({ name: 'milestones', at }, [0])).toThrow(message);
});

test('a cosine begins at the rate, is half way down in the middle, and never below the least', () => {
  const [first, middle, last] = ratesOf({ name: 'cosine', least: 0.1 }, [0, 50, 99]);
  expect(first).toBe(0.4);
  expect(middle).toBeCloseTo(0.25, 12);
  expect(last).toBeGreaterThan(0.1);
  expect(last).toBeCloseTo(0.1 + (0.3 * (1 + Math.cos(0.99 * Math.PI))) / 2, 12);
});

describe('the sine that schedules go by', () => {
  test('is that of Math, but for the last bits', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (t) => {
        expect(Math.abs(sineOfQuarter(t) - Math.sin((Math.PI * t) / 2))).toBeLessThan(4e-16);
      }),
    );
    expect(sineOfQuarter(0)).toBe(0);
  });
});
