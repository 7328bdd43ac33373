import { describe, expect, test } from 'vitest';
import { agrTailored } from '../../src/attacks/cloud/agrTailored.js';
import type { Attack } from '../../src/attacks/attack.js';
import { madeRows } from '../../src/testing/madeRows.js';
import { playAttack, type RoundOptions } from '../../src/testing/playAttack.js';

const attack = agrTailored as unknown as Attack;

/** The search of the authors' code (NDSS 2021, `our_attack_*`), as it stands there. */
function search(start: number, succeeds: (lamda: number) => boolean): number {
  let [lamda, fail, success] = [start, start, 0];
  while (Math.abs(success - lamda) > 1e-5) {
    if (succeeds(lamda)) {
      success = lamda;
      lamda += fail / 2;
    } else {
      lamda -= fail / 2;
    }
    fail /= 2;
  }
  return success;
}

const mean = (rows: readonly ArrayLike<number>[]) =>
  Array.from(rows[0], (_, c) => rows.reduce((sum, row) => sum + row[c], 0) / rows.length);
const distance = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.sqrt(Array.from(a, (value, c) => (value - b[c]) ** 2).reduce((sum, one) => sum + one, 0));
const leave = (mu: number[], p: number[], t: number) => mu.map((value, c) => value - t * p[c]);

const directions: Record<string, (mu: number[], rows: readonly Float32Array[]) => number[]> = {
  unit: (mu) =>
    mu.map(
      (value) =>
        value /
        distance(
          mu,
          mu.map(() => 0),
        ),
    ),
  sign: (mu) => mu.map(Math.sign),
  sigma: (mu, rows) =>
    mu.map((value, c) =>
      Math.sqrt(rows.reduce((sum, row) => sum + (row[c] - value) ** 2, 0) / (rows.length - 1)),
    ),
};

function play(
  variant: string,
  direction: string,
  m: number,
  honest: Float32Array[],
  options: RoundOptions = {},
) {
  const own = madeRows(m, honest[0].length, 5);
  const setting = { name: 'agr-tailored', variant, direction };
  const { facts, reports } = playAttack(attack, setting, { own, honest }, options);
  return { gamma: facts.gamma as number, reports };
}

const cases = Object.keys(directions).flatMap((direction) =>
  [3, 8].map((seed) => [direction, seed] as const),
);

describe.each(cases)('tailored, away along %s, rows %d', (direction, seed) => {
  const honest = madeRows(9, 12, seed);
  const mu = mean(honest);
  const p = directions[direction](mu, honest);

  test('to the defense in use: as far as the median goes on leaving the mean', () => {
    const median = (rows: readonly ArrayLike<number>[]) =>
      Float32Array.from(rows[0], (_, c) => {
        const column = rows.map((row) => row[c]).sort((a, b) => a - b);
        return column[(column.length - 1) >> 1];
      });
    let before = -1;
    const expected = search(5, (lamda) => {
      const report = Float32Array.from(leave(mu, p, lamda));
      const loss = distance(median([report, report, report, ...honest]), mu);
      const isFarther = before < loss;
      before = loss;
      return isFarther;
    });
    const defense: RoundOptions['defense'] = (reports, others) => median([...reports, ...others]);
    const { gamma, reports } = play('defense', direction, 3, honest, { defense, cuts: [5] });
    expect(gamma).toBeCloseTo(expected, 6);
    for (const [c, value] of leave(mu, p, gamma).entries()) expect(reports[2][c]).toBeCloseTo(value, 5);
  });

  test('to Krum: as far as it picks all copies, one after the other', () => {
    const expected = search(3, (lamda) => {
      const rows: ArrayLike<number>[] = [...new Array<number[]>(2).fill(leave(mu, p, lamda)), ...honest];
      let left = rows.map((row, index) => ({ row, index }));
      const picked: number[] = [];
      while (left.length > 2 * 2 + 2) {
        const scores = left.map(({ row }) => {
          const squares = left.map((other) => distance(row, other.row) ** 2).sort((a, b) => a - b);
          return squares.slice(0, left.length - 2 - 2).reduce((sum, one) => sum + one, 0); // itself included
        });
        const best = scores.indexOf(Math.min(...scores));
        picked.push(left[best].index);
        left = left.filter((_, at) => at !== best);
      }
      return picked.filter((index) => index < 2).length === 2;
    });
    const { gamma } = play('picked', direction, 2, honest);
    expect(gamma).toBeCloseTo(expected, 5);
    expect(gamma).toBeGreaterThan(0);
  });
});

test('tailored to Krum reports the mean where Krum picks nobody, and says so', () => {
  const honest = madeRows(6, 5);
  const { gamma, reports } = play('picked', 'unit', 5, honest);
  expect(gamma).toBe(0);
  expect(Array.from(reports[0])).toEqual(Array.from(Float32Array.from(mean(honest))));
  const idle = (count: number) =>
    attack.idle!({ name: 'agr-tailored', variant: 'picked' }, { count, corrupted: 5 });
  expect(idle(12)).toContain('2m+2');
  expect(idle(13)).toBeNull();
});
