import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defineRule, type Rule } from '../../src/aggregation/rule.js';
import { NO_MEMORY } from '../../src/entries/memory.js';
import { squaredDistances, squaredDistancesTo } from '../../src/kernels/distances.js';
import { stream } from '../../src/random/stream.js';
import { decideChain } from '../../src/transforms/decideChain.js';
import { reduceChain } from '../../src/transforms/reduceChain.js';
import { relativeError } from '../support/oracles.js';
import { ruleNamed } from '../support/entries.js';
import { chainBefore, randomRows } from './mixing.js';

const D = 24;
const randomOf = (place: number) => stream(1, 'transform', place);
const total = (values: ArrayLike<number>) => Array.from(values).reduce((sum, value) => sum + value, 0);

/** Made up: decides alone, on weights that do not sum to 1 and are not those of what it chose. */
const weighing = defineRule({
  name: 'weighing',
  summary: 'made up',
  check: () => null,
  decide: ({ rows, squares }) => {
    const scores = Array.from({ length: rows }, (_, k) => total(squares.subarray(k * rows, (k + 1) * rows)));
    return { chosen: [0], scores, weights: scores.map((score) => score / (1 + total(scores))) };
  },
});

/** Made up: decides alone, on several rows that go on as their mean. */
const several = defineRule({
  name: 'several',
  summary: 'made up',
  check: () => null,
  decide: ({ rows, squares }) => {
    const scores = Array.from({ length: rows }, (_, k) => total(squares.subarray(k * rows, (k + 1) * rows)));
    const order = scores.map((_, k) => k).sort((a, b) => scores[a] - scores[b]);
    return { chosen: order.slice(0, 3), scores };
  },
});

const cases: [string, Rule, string][] = [
  ['krum, which decides', ruleNamed('krum'), 'authors'],
  ['a made-up rule, which decides on weights', weighing, ''],
  ['a made-up rule, which decides on several rows', several, ''],
  ['mean, which reduces', ruleNamed('mean'), 'published'],
  ['trimmed mean, which reduces', ruleNamed('trimmed-mean'), 'published'],
  ['bulyan, which does both', ruleNamed('bulyan'), 'authors'],
];

/** What a chain makes of reports, and what its mixing and its rule's decision are. */
function run(entry: Rule, variant: string, reports: readonly Float32Array[]) {
  const chain = chainBefore(entry, reports.length, { variant });
  const squaredNorms = squaredDistancesTo(reports, new Float32Array(D));
  const geometry = { rows: reports.length, squares: squaredDistances(reports), squaredNorms };
  const decided = decideChain(chain, geometry, NO_MEMORY, randomOf);
  return { chain, decided, ...reduceChain(chain, reports, decided, NO_MEMORY) };
}

describe.each(cases)('two transforms before %s', (_, entry, variant) => {
  test('give what the rule makes of the mixed rows, to float32', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 8, max: 12 }), (seed, count) => {
        const reports = randomRows(seed, count, D).map((row) => Float32Array.from(row));
        const { chain, decided, aggregate } = run(entry, variant, reports);
        const { weights } = decided.mixing!;
        const mixed = weights.map((row) =>
          reports[0].map((_, c) => row.reduce((sum, weight, i) => sum + weight * reports[i][c], 0)),
        );
        const alone = reduceChain(
          { transforms: [], rule: chain.rule },
          mixed,
          { decision: decided.decision, mixing: null },
          NO_MEMORY,
        );
        expect(relativeError(aggregate, alone.aggregate)).toBeLessThan(1e-5);
      }),
    );
  });

  test('share what the rule kept among the reports, by their weights', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 8, max: 12 }), (seed, count) => {
        const reports = randomRows(seed, count, D).map((row) => Float32Array.from(row));
        const { chain, decided, kept } = run(entry, variant, reports);
        const { weights } = decided.mixing!;
        const mixed = weights.map((row) =>
          reports[0].map((_, c) => row.reduce((sum, weight, i) => sum + weight * reports[i][c], 0)),
        );
        const { kept: own } = reduceChain(
          { transforms: [], rule: chain.rule },
          mixed,
          { decision: decided.decision, mixing: null },
          NO_MEMORY,
        );
        expect(own).toHaveLength(count - 1);
        expect(kept).toHaveLength(count);
        for (let i = 0; i < count; i++) {
          const share = weights.reduce((sum, row, k) => sum + row[i] * own[k], 0);
          expect(kept[i]).toBeCloseTo(share, 9);
        }
      }),
    );
  });
});

describe('influence through a chain', () => {
  test('sums to the rule’s where weights sum to 1', () => {
    fc.assert(
      fc.property(fc.nat(), fc.constantFrom(...cases), (seed, [, entry, variant]) => {
        const count = 9;
        const reports = randomRows(seed, count, D).map((row) => Float32Array.from(row));
        const whole = chainBefore(entry, count, { variant });
        const [first] = whole.transforms; // pairs alone
        const rule = { entry, setting: { ...whole.rule.setting, workers: count } };
        const chain = { transforms: [first], rule };
        const geometry = { rows: count, squares: squaredDistances(reports), squaredNorms: null };
        const decided = decideChain(chain, geometry, NO_MEMORY, randomOf);
        const { kept } = reduceChain(chain, reports, decided, NO_MEMORY);
        const alone = reduceChain(
          { transforms: [], rule },
          reports,
          { decision: decided.decision, mixing: null },
          NO_MEMORY,
        );
        expect(total(kept)).toBeCloseTo(total(alone.kept), 9);
      }),
    );
  });

  test('is that of the reports: those that no row which the rule kept is mixed of have none', () => {
    const chain = chainBefore(ruleNamed('krum'), 5, { variant: 'authors' });
    const rows = [1, 2, 3, 4, 5].map((value) => Float32Array.of(value, value));
    const mixing = {
      weights: [
        [0.5, 0.5, 0, 0, 0],
        [0, 0, 0.25, 0, 0.75],
        [0, 0, 0, 1, 0],
      ],
    };
    const decision = { chosen: [1], scores: [2, 1, 3] };
    const { aggregate, kept } = reduceChain(chain, rows, { decision, mixing }, NO_MEMORY);
    expect([...kept]).toEqual([0, 0, 0.5, 0, 1.5]);
    expect([...aggregate]).toEqual([4.5, 4.5]);
  });
});

describe('without transforms', () => {
  const rows = [Float32Array.of(1, -0), Float32Array.of(3, 5), Float32Array.of(8, 8)];
  const { rule } = chainBefore(ruleNamed('krum'), 4, { variant: 'authors' });

  test('a row that was chosen alone is the aggregate, bit for bit, and not the row itself', () => {
    const decided = { decision: { chosen: [0], scores: [0, 1, 2] }, mixing: null };
    const { aggregate, kept } = reduceChain({ transforms: [], rule }, rows, decided, NO_MEMORY);
    expect([...aggregate]).toEqual([1, -0]);
    expect(aggregate.buffer).not.toBe(rows[0].buffer);
    expect([...kept]).toEqual([2, 0, 0]);
  });

  test('the mean of what was chosen is, or what weights say', () => {
    const mixed = (decision: { chosen: number[]; scores: number[]; weights?: number[] }) =>
      reduceChain({ transforms: [], rule }, rows, { decision, mixing: null }, NO_MEMORY);
    expect([...mixed({ chosen: [2, 1], scores: [] }).aggregate]).toEqual([5.5, 6.5]);
    const { aggregate, kept } = mixed({ chosen: [2], scores: [], weights: [2, 0.5, 0] });
    expect([...aggregate]).toEqual([3.5, 2.5]);
    expect([...kept]).toEqual([4, 1, 0]);
    const halved = mixed({ chosen: [1], scores: [], weights: [0, 0.5, 0] });
    expect([...halved.aggregate]).toEqual([1.5, 2.5]);
    expect([...halved.kept]).toEqual([0, 1, 0]);
  });

  test('a rule that neither decided nor reduces is told of', () => {
    const nothing = { decision: null, mixing: null };
    expect(() => reduceChain({ transforms: [], rule }, rows, nothing, NO_MEMORY)).toThrow(
      'the rule krum neither decided nor reduces',
    );
  });
});
