import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defineRule } from '../../src/aggregation/rule.js';
import { mean } from '../../src/aggregation/mean.js';
import { NO_MEMORY } from '../../src/entries/memory.js';
import { squaredDistances, squaredDistancesTo } from '../../src/kernels/distances.js';
import { stream } from '../../src/random/stream.js';
import {
  asksGeometry,
  asksNorms,
  type Chain,
  composeMixings,
  decideChain,
} from '../../src/transforms/decideChain.js';
import { defineTransform } from '../../src/transforms/transform.js';
import { ruleNamed } from '../support/entries.js';
import { chainBefore, levelled, paired, randomMixing, randomRows } from './mixing.js';

const randomOf = (place: number) => stream(1, 'transform', place);

describe('what a chain asks for', () => {
  const choosing = defineRule({
    name: 'choosing',
    summary: 'made up',
    check: () => null,
    decide: () => ({ chosen: [0], scores: [] }),
  });
  const longing = defineRule({ ...choosing, name: 'longing', asksNorms: true });
  const chain = (
    entry: Chain['rule']['entry'],
    ...transforms: (typeof paired | typeof levelled)[]
  ): Chain => ({
    transforms: transforms.map((transform) => ({
      transform,
      setting: { rows: 5, declared: 1, options: {} },
    })),
    rule: { entry, setting: { workers: 5, declared: 1, variant: '', options: {} } },
  });

  test('is the geometry where a rule decides or a transform mixes', () => {
    expect(asksGeometry(chain(mean))).toBe(false);
    expect(asksGeometry(chain(choosing))).toBe(true);
    expect(asksGeometry(chain(mean, paired))).toBe(true);
  });

  test('is norms where the rule or one of the transforms asks for them', () => {
    expect(asksNorms(chain(choosing, paired))).toBe(false);
    expect(asksNorms(chain(longing))).toBe(true);
    expect(asksNorms(chain(mean, levelled, paired))).toBe(true);
    expect(asksNorms(chain(mean, paired, levelled))).toBe(true);
  });
});

describe('a chain of two transforms', () => {
  /** What comes out of both, mixed really, one after the other, in float64. */
  function mixReally(rows: readonly (readonly number[])[]): Float32Array[] {
    const square = (a: readonly number[], b: readonly number[]) =>
      a.reduce((sum, value, c) => sum + (value - b[c]) ** 2, 0);
    const pairs = rows.map((row, k) => {
      const others = rows.filter((_, i) => i !== k).sort((a, b) => square(row, a) - square(row, b));
      return row.map((value, c) => (value + others[0][c]) / 2);
    });
    const lengths = pairs.map((row) => Math.hypot(...row));
    const least = Math.min(...lengths);
    return pairs
      .slice(0, -1)
      .map((row, k) => Float32Array.from(row, (value) => (value * least) / lengths[k]));
  }

  test('before krum decides as krum on the rows that come out', () => {
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 6, max: 12 }), (seed, count) => {
        const rows = randomRows(seed, count, 16);
        const reports = rows.map((row) => Float32Array.from(row));
        const krum = ruleNamed('krum');
        const chain = chainBefore(krum, count, { variant: 'published' });
        const geometry = {
          rows: count,
          squares: squaredDistances(reports),
          squaredNorms: squaredDistancesTo(reports, new Float32Array(16)),
        };
        const { decision, mixing } = decideChain(chain, geometry, NO_MEMORY, randomOf);
        const mixed = mixReally(reports.map((report) => [...report]));
        const alone = krum.decide!(
          { rows: count - 1, squares: squaredDistances(mixed), squaredNorms: null },
          chain.rule.setting,
          NO_MEMORY,
        );
        const gap = alone.scores.toSorted((a, b) => a - b);
        fc.pre(gap[1] - gap[0] > 1e-4 * gap[0]);
        expect(decision!.chosen).toEqual(alone.chosen);
        for (const [k, score] of alone.scores.entries()) {
          expect(Math.abs(decision!.scores[k] - score) / score).toBeLessThan(1e-5);
        }
        expect(mixing!.weights).toHaveLength(count - 1);
        for (const [k, weights] of mixing!.weights.entries()) {
          for (let c = 0; c < 16; c++) {
            const value = weights.reduce((sum, weight, i) => sum + weight * reports[i][c], 0);
            expect(value).toBeCloseTo(mixed[k][c], 5);
          }
        }
      }),
    );
  });

  test('gives each the randomness of its place, and what the one before it made', () => {
    const seen: { rows: number; drawn: number }[] = [];
    const noting = defineTransform({
      ...paired,
      mix: (geometry, setting, random) => {
        seen.push({ rows: geometry.rows, drawn: random.uniform() });
        return paired.mix(geometry, setting, random);
      },
    });
    const told = { rows: 4, declared: 1, options: {} };
    const chain: Chain = {
      transforms: [levelled, noting, noting].map((transform) => ({ transform, setting: told })),
      rule: chainBefore(mean, 4).rule,
    };
    const reports = randomRows(1, 4, 3).map((row) => Float32Array.from(row));
    const squaredNorms = squaredDistancesTo(reports, new Float32Array(3));
    const geometry = { rows: 4, squares: squaredDistances(reports), squaredNorms };
    const { decision } = decideChain(chain, geometry, NO_MEMORY, randomOf);
    expect(decision).toBeNull(); // mean only reduces
    expect(seen).toEqual([1, 2].map((place) => ({ rows: 3, drawn: randomOf(place).uniform() })));
  });

  test('is nothing to a rule without transforms', () => {
    const geometry = { rows: 2, squares: Float64Array.of(0, 1, 1, 0), squaredNorms: null };
    const { rule } = chainBefore(mean, 2);
    expect(decideChain({ transforms: [], rule }, geometry, NO_MEMORY, randomOf)).toEqual({
      decision: null,
      mixing: null,
      steps: [],
    });
  });
});

test('one mixing after another is the product of both, in that order', () => {
  const inner = {
    weights: [
      [1, 2, 0],
      [0, 3, -1],
    ],
  };
  const outer = { weights: [[2, 1], [0, 5], [1, 0]] }; // prettier-ignore
  expect(composeMixings(outer, inner).weights).toEqual([
    [2, 7, -1],
    [0, 15, -5],
    [1, 2, 0],
  ]);
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const [a, b, c] = [5, 4, 6].map((count, k) => ({
        weights: randomMixing(seed + k, count, [3, 5, 4][k]),
      }));
      const left = composeMixings(composeMixings(a, b), c).weights.flat();
      const right = composeMixings(a, composeMixings(b, c)).weights.flat();
      for (const [k, value] of left.entries()) expect(value).toBeCloseTo(right[k], 10);
    }),
  );
});
