import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { aggregate as aggregatePlain, type AggregateOptions } from '../../src/aggregation/aggregate.js';
import type { Rule } from '../../src/aggregation/rule.js';
import { rules } from '../../src/aggregation/rules.js';
import { parseOptions } from '../../src/entries/parseOptions.js';
import { aggregateChain } from '../../src/transforms/aggregateChain.js';
import { ruleNamed } from '../support/entries.js';

const everyVariant = (rules as readonly Rule[]).flatMap((rule) =>
  (rule.variants ?? [{ name: undefined }]).map(({ name: variant }) => ({ name: rule.name, rule, variant })),
);

/** The largest f that a rule takes for n workers, or -1. */
function declaredMax(rule: Rule, workers: number, named: string | undefined): number {
  const { variant, options } = parseOptions(rule, { variant: named }, () => expect.fail('no defaults'));
  let declared = -1;
  const fits = (f: number) => rule.check({ workers, declared: f, variant: variant ?? '', options }) === null;
  while (declared < workers && fits(declared + 1)) declared++;
  return declared;
}

/** With a vector of the server's own where the rule has one. */
function aggregate(rule: Rule, vectors: readonly Float32Array[], options: AggregateOptions) {
  const root = rule.countRoot === undefined ? {} : { root: vectors[0].map((_, c) => 0.5 + c) };
  return aggregatePlain(rule, vectors, { ...options, ...root });
}

const buildColumn = (...values: number[]) => values.map((value) => Float32Array.of(value));
const run = (name: string, variant: string | undefined, declared: number, ...values: number[]) =>
  aggregate(ruleNamed(name), buildColumn(...values), { declared, variant });

describe('the examples of the rules’ documentation', () => {
  test('centered clipping, which as DISCO has it begins at the mean', () => {
    const variant = 'disco';
    // From 3 by (-1, -1, 1) / 3, where from 0 it would be by (0, 0, 1) / 3.
    expect(run('centered-clipping', variant, 0, 0, 0, 9).aggregate[0]).toBeCloseTo(3 - 1 / 3, 6);
    const centre = { before: [Float32Array.of(2)], after: [Float32Array.of(2)] };
    const again = aggregateChain(ruleNamed('centered-clipping'), buildColumn(0, 0, 9), {
      ...{ declared: 0, variant, memory: { centre } },
    });
    expect(again.aggregate[0]).toBeCloseTo(2 - 1 / 3, 6);
  });

  test('Phocas', () => {
    expect([...run('phocas', undefined, 1, 0, 1, 2, 9, 50).aggregate]).toEqual([3]);
  });

  test('mean', () => {
    const { aggregate: result } = aggregate(
      ruleNamed('mean'),
      [Float32Array.of(0, 0), Float32Array.of(3, 6)],
      { declared: 0, variant: 'published' },
    );
    expect([...result]).toEqual([1.5, 3]);
  });

  test('trimmed mean', () => {
    expect(run('trimmed-mean', 'published', 1, 0, 1, 2, 9, 50).aggregate[0]).toBe(4);
    expect(run('trimmed-mean', 'byzfl', 1, 0, 1, 2, 9, 50).aggregate[0]).toBe(4);
    expect(run('trimmed-mean', 'authors', 1, 0, 1, 2, 9, 50).aggregate[0]).toBe(1);
  });

  test('krum', () => {
    expect(run('krum', 'published', 0, 0, 2, 3, 9, 20).decision?.chosen).toEqual([2]);
    expect(run('krum', 'authors', 0, 0, 2, 3, 9, 20).decision?.chosen).toEqual([2]);
    expect(run('krum', 'byzfl', 0, 0, 2, 3, 9, 20).decision?.chosen).toEqual([3]);
  });

  test('bulyan', () => {
    expect(run('bulyan', 'published', 0, 0, 1, 5).aggregate[0]).toBe(2);
    expect(run('bulyan', 'authors', 0, 0, 1, 5).aggregate[0]).toBe(0.5);
  });
});

test('mean, krum, trimmed mean and bulyan of the same reports are all different', () => {
  const values = [0, 0.7, 1, 1.4, 2.2, 9, 30];
  const results = ['mean', 'krum', 'trimmed-mean', 'bulyan'].map(
    (name) => run(name, 'published', 1, ...values).aggregate[0],
  );
  expect(new Set(results).size).toBe(4);
});

describe('the variants of krum', () => {
  test('published takes squared distances, authors plain ones', () => {
    // f=1, n=5: published adds 2 squared distances, authors 4 plain ones.
    const values = [0, 3, 4, 5, 30];
    expect(run('krum', 'published', 1, ...values).decision?.scores).toEqual([25, 5, 2, 5, 1301]);
    expect(run('krum', 'authors', 1, ...values).decision?.scores).toEqual([42, 33, 32, 33, 108]);
    expect(run('krum', 'byzfl', 1, ...values).decision?.scores).toEqual([50 / 3, 14 / 3, 6, 10, 2030 / 3]);
  });
});

describe.each(everyVariant)('$name, $variant', ({ rule, variant }) => {
  const vectors = Array.from({ length: 11 }, (_, i) => Float32Array.of(i * i, Math.sin(i), 3 - i));

  test('refuses an f beyond its bound and says what is allowed', () => {
    const workers = vectors.length;
    const most = declaredMax(rule, workers, variant);
    expect(most).toBeGreaterThanOrEqual(0);
    expect(() => aggregate(rule, vectors, { declared: most, variant })).not.toThrow();
    if (most < workers) {
      expect(() => aggregate(rule, vectors, { declared: most + 1, variant })).toThrow(
        `found n=${workers}, f=${most + 1}, allowed`,
      );
    }
  });

  test('influence sums to 1', () => {
    const declared = Math.min(2, declaredMax(rule, vectors.length, variant));
    const { influence } = aggregate(rule, vectors, { declared, variant });
    expect(influence).toHaveLength(vectors.length);
    expect(influence.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12);
  });

  test('neither changes its input nor hands it out', () => {
    const before = vectors.map((vector) => [...vector]);
    const { aggregate: result } = aggregate(rule, vectors, { declared: 0, variant });
    result.fill(99);
    expect(vectors.map((vector) => [...vector])).toEqual(before);
  });

  test.runIf(rule.keepsAgreement ?? true)('equal reports are their own aggregate', () => {
    const { aggregate: result, decision } = aggregate(
      rule,
      vectors.map(() => Float32Array.of(1, -2, 0.5)),
      { declared: 1, variant },
    );
    expect([...result]).toEqual([1, -2, 0.5]);
    if (decision !== null) expect(decision.chosen[0]).toBe(0);
  });

  // The last picks of repeated Krum tie by their nature: of two nearest neighbours each is the other's.
  // MoNNA trusts a worker by its place. FoolsGold divides by how little the rows differ in direction:
  // here so little that rounding decides.
  const isOrdered = ['bulyan', 'monna', 'foolsgold'].includes(rule.name) || variant === 'ndss21';
  test.runIf(!isOrdered)('the order of workers does not matter where there are no ties', () => {
    // Roots and logarithms of different whole numbers: no two pairs of them are equally far apart.
    const distinct = fc.uniqueArray(fc.nat(1_000_000), { minLength: 11, maxLength: 11 });
    fc.assert(
      fc.property(
        distinct,
        fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10], { minLength: 11 }),
        (values, order) => {
          const rows = values.map((x) =>
            Float32Array.of(Math.sqrt(x + 0.5), Math.cbrt(x + 0.3), Math.log(x + 2)),
          );
          const settings = { declared: 2, variant };
          const straight = aggregate(rule, rows, settings);
          const scores = new Set<unknown>(straight.decision?.scores ?? rows);
          fc.pre(scores.size === rows.length);
          const permuted = aggregate(
            rule,
            order.map((i) => rows[i]),
            settings,
          );
          for (const [c, x] of straight.aggregate.entries()) expect(permuted.aggregate[c]).toBeCloseTo(x, 3);
        },
      ),
      { seed: 5 },
    );
  });

  test('a report that is not finite is left out or is an error that names the worker', () => {
    for (const bad of [Number.NaN, Infinity, -Infinity]) {
      const rows = vectors.map((vector) => vector.slice());
      rows[4].fill(bad);
      const attempt = () => aggregate(rule, rows, { declared: 2, variant });
      if (['mean', 'crfl'].includes(rule.name)) expect(attempt).toThrow('not finite: workers 4');
      else {
        const { aggregate: result, influence } = attempt();
        expect(result.every(Number.isFinite)).toBe(true);
        expect(influence[4]).toBe(0);
      }
    }
  });
});
