import { describe, expect, test } from 'vitest';
import { decideOnLine } from '../../src/actors/decideOnLine.js';
import { listTrialRows, placeOthers } from '../../src/actors/trialRows.js';
import type { Decision } from '../../src/aggregation/rule.js';
import type { Line } from '../../src/attacks/attack.js';
import { NO_MEMORY } from '../../src/entries/memory.js';
import { squaredDistances } from '../../src/kernels/distances.js';
import { drawLine } from '../../src/kernels/line.js';
import { meanAndDeviation } from '../../src/kernels/meanAndDeviation.js';
import { stream } from '../../src/random/stream.js';
import { madeRows } from '../../src/testing/madeRows.js';
import { type Chain, decideChain } from '../../src/transforms/decideChain.js';
import { ruleNamed } from '../support/entries.js';
import { paired } from '../transforms/mixing.js';

const [COUNT, OWN, LENGTH] = [11, [1, 4], 20];
const FACTORS = [0, 1e-30, 0.01, -0.3, 0.7, 1, 1.5, -3, 12, 1e5, -1e20, 1e39];

const cases = [
  ['krum', 'authors', {}],
  ['krum', 'published', {}],
  ['krum', 'byzfl', {}],
  ['krum', 'flpoison', {}],
  ['multi-krum', 'byzfl', { keep: 'default' }],
  ['multi-krum', 'published', { keep: 4 }],
  ['multi-krum', 'byzantine-momentum', { keep: 3 }],
  ['multi-krum', 'blades', { keep: 2 }],
  ['multi-krum', 'flpoison', { fraction: 0.4 }],
  ['multi-krum', 'ndss21', {}],
  ['medoid', '', {}],
] as const;

function chainOf(name: string, variant: string, options: object): Chain {
  const setting = { workers: COUNT, declared: 2, variant, options: options as Record<string, never> };
  return { transforms: [], rule: { entry: ruleNamed(name), setting } };
}

/** What is decided along a line, and what by the distances of the rounded reports, of each factor. */
function play(chain: Chain, others: readonly Float32Array[], line: Line, factors = FACTORS) {
  const rows = listTrialRows(COUNT, OWN, OWN.length);
  const beside = () => ({ rows, others: [others], squares: squaredDistances(others) });
  const decide = decideOnLine(chain, beside, line);
  return factors.map((factor) => {
    const report = new Float32Array(line.direction.length);
    drawLine(line.point, line.direction)(report, factor);
    const all = rows.map(({ colluder }, place) =>
      colluder < 0 ? others[placeOthers(rows).indexOf(place)] : report,
    );
    const geometry = { rows: COUNT, squares: squaredDistances(all), squaredNorms: null };
    const { decision } = decideChain(chain, geometry, NO_MEMORY, () => stream(1, 'unused'));
    return { found: decide(factor)?.decision ?? null, expected: decision! };
  });
}

/** A point, a direction, and sides at right angles to it: what lies on it is as near to both ends of one. */
function placeInPairs(seed: number): [Float64Array, Float64Array, Float64Array[]] {
  const [point, away, ...sides] = madeRows(6, LENGTH, seed);
  const cut = (row: Float32Array, odd: 0 | 1) =>
    Float64Array.from(row, (value, c) => (c % 2 === odd ? value : 0));
  return [Float64Array.from(point), cut(away, 0), sides.map((side) => cut(side, 1))];
}

const choice = ({ chosen }: Decision) => [...chosen].sort((a, b) => a - b);

function expectAgreement(played: ReturnType<typeof play>): number {
  const settled = played.filter(({ found }) => found !== null);
  for (const { found, expected } of settled) expect(choice(found!)).toEqual(choice(expected));
  return settled.length / played.length;
}

describe.each(cases)('%s %s', (name, variant, options) => {
  const chain = chainOf(name, variant, options);

  test('along a line decides nothing otherwise than by what is measured, and most of it', () => {
    let share = 0;
    const seeds = Array.from({ length: 20 }, (_, seed) => seed);
    for (const seed of seeds) {
      const others = madeRows(COUNT - OWN.length, LENGTH, seed);
      const { means, deviations } = meanAndDeviation([others]);
      const lines = [
        { point: means, direction: deviations },
        { point: null, direction: means },
      ];
      for (const line of lines) share += expectAgreement(play(chain, others, line)) / lines.length;
    }
    // Of 12 factors, 1e39 leaves what float32 can be, and 1e20 and 1e5 leave of the rows nothing to see.
    expect(share / seeds.length).toBeGreaterThan(variant === 'ndss21' ? -1 : 0.7);
    if (variant === 'ndss21') expect(share).toBe(0);
  });

  test('leaves to measuring what rounding decides', () => {
    let unsettled = 0;
    for (let seed = 0; seed < 40; seed++) {
      const [point, direction, sides] = placeInPairs(seed);
      const pairs = sides.flatMap((side) =>
        [1, -1].map((sign) => Float32Array.from(point, (value, c) => value + sign * side[c])),
      );
      const far = Float32Array.from(point, (value) => value + 9);
      const factors = [3, -4, 5, -6, 7.7, -9];
      const played = play(chain, [...pairs, far], { point, direction }, factors);
      expectAgreement(played);
      unsettled += played.filter(({ found }) => found === null).length;
    }
    if (name === 'krum') expect(unsettled).toBeGreaterThan(40);
  });

  test('holds where all others are equal, and where the report is one of them', () => {
    const [row] = madeRows(1, LENGTH, 3);
    const equal = new Array<Float32Array>(COUNT - OWN.length).fill(row);
    const { means, deviations } = meanAndDeviation([equal]);
    expectAgreement(play(chain, equal, { point: means, direction: deviations }));
    expectAgreement(play(chain, equal, { point: null, direction: means }));
    const others = madeRows(COUNT - OWN.length, LENGTH, 4);
    const direction = Float64Array.from(others[2], (value, c) => others[5][c] - value);
    expectAgreement(play(chain, others, { point: Float64Array.from(others[2]), direction }));
  });

  test('holds where another row is not finite', () => {
    const others = madeRows(COUNT - OWN.length, LENGTH, 5);
    others[3][7] = NaN;
    others[6][1] = Infinity;
    const direction = Float64Array.from(others[0]);
    expectAgreement(play(chain, others, { point: null, direction }));
  });
});

test('rules that do not say so, and what stands behind transforms, decide nothing along a line', () => {
  const others = madeRows(COUNT - OWN.length, LENGTH, 6);
  const line = { point: null, direction: Float64Array.from(others[0]) };
  const rows = listTrialRows(COUNT, OWN, OWN.length);
  const unasked = () => {
    throw new Error('nobody is to measure');
  };
  const bulyan = chainOf('bulyan', 'published', {});
  expect(decideOnLine(bulyan, unasked, line)(1)).toBeNull();
  expect(decideOnLine(chainOf('median', '', {}), unasked, line)(1)).toBeNull();
  const krum = chainOf('krum', 'published', {});
  const remembering = {
    ...krum,
    rule: { ...krum.rule, entry: { ...krum.rule.entry, memory: [{ name: 'last', length: 1 }] } },
  };
  expect(decideOnLine(remembering, unasked, line)(1)).toBeNull();
  const mixed = {
    ...krum,
    transforms: [{ transform: paired, setting: { rows: COUNT, declared: 2, options: {} } }],
  };
  expect(decideOnLine(mixed, unasked, line)(1)).toBeNull();
  const fewer = { rows: rows.slice(1), others: [others], squares: squaredDistances(others) };
  expect(decideOnLine(krum, () => fewer, line)(1)).toBeNull();
  expect(decideOnLine(krum, () => ({ ...fewer, rows }), line)(0.5)?.decision?.chosen).toHaveLength(1);
});
