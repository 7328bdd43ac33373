import { afterAll, describe, expect, test } from 'vitest';
import { aggregate } from '../../src/aggregation/aggregate.js';
import { rules } from '../../src/aggregation/rules.js';
import { little } from '../../src/attacks/little.js';
import { NO_MEMORY } from '../../src/entries/memory.js';
import { ruleNamed } from '../support/entries.js';
import { oracleFiles, relativeError } from '../support/oracles.js';

interface RuleCase {
  readonly n: number;
  readonly f: number;
  readonly d: number;
  readonly kind: string;
  readonly seed: number;
  readonly vectors: number[][];
  readonly expected: Readonly<Record<string, number[] | number>>;
}

const TOLERANCE = 1e-5;

/**
 * ByzFL's clipping changes its input in place. The file at hand took the
 * authors' attack after ByzFL's clipping(2) had shortened the rows: it is the
 * attack on the clipped rows. A file without that slip has it on the given ones.
 */
const CLIPPED_TO = 2;
const SOURCES: Readonly<Record<string, string>> = { authors: 'authors', byzfl: 'byzfl' };
const LITTLE = /^authors\.attack\.little\[([\d.]+)\] of the first f rows$/;
const RENAMED: Readonly<Record<string, string>> = { average: 'mean' };

const oracles = oracleFiles<{ cases: RuleCase[] }>(/^rules.*\.json$/);
let cases = 0;
let values = 0;
let wanted = 0;
let leftOut = 0;

describe.each(oracles)('$name', ({ content }) => {
  describe.each(content.cases)('n=$n f=$f d=$d seed=$seed $kind', ({ vectors, f, expected }) => {
    const rows = vectors.map((vector) => Float32Array.from(vector));
    cases++;

    test('is vectors of one length', () => {
      expect(new Set(rows.map(({ length }) => length)).size).toBe(1);
    });

    for (const [name, value] of Object.entries(expected)) {
      const [source, given] = name.split('.');
      const rule = RENAMED[given] ?? given;
      const known = source in SOURCES && rules.some((candidate) => candidate.name === rule);
      if (LITTLE.test(name)) continue;
      if (!known || !ruleNamed(rule).variants?.some((variant) => variant.name === SOURCES[source])) {
        leftOut++;
        continue;
      }
      wanted++;
      test(`${name} agrees`, () => {
        const { aggregate: result, decision } = aggregate(ruleNamed(rule), rows, {
          declared: f,
          variant: SOURCES[source],
        });
        if (name.endsWith('.index')) expect(decision?.chosen[0]).toBe(value);
        else expect(relativeError(result, value as number[])).toBeLessThan(TOLERANCE);
        values++;
      });
    }

    for (const [name, value] of Object.entries(expected)) {
      const own = LITTLE.exec(name);
      if (!own) continue;
      wanted++;
      test(`${name} agrees`, () => {
        const z = Number(own[1]);
        const forge = (own: Float32Array[]) => {
          const block = { own, report: null, facts: {}, start: 0, memory: NO_MEMORY };
          return little.forge!(block, { name: 'little', z }) as Float32Array;
        };
        const asGiven = relativeError(forge(rows.slice(0, f)), value as number[]);
        const asClipped = relativeError(forge(clipped(rows.slice(0, f))), value as number[]);
        expect(Math.min(asGiven, asClipped)).toBeLessThan(TOLERANCE);
        values++;
      });
    }
  });
});

function clipped(rows: readonly Float32Array[]): Float32Array[] {
  return rows.map((row) => {
    const norm = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0));
    return row.map((value) => value * Math.min(1, CLIPPED_TO / norm));
  });
}

test('every file of rules is read', () => {
  expect(oracles.every(({ content }) => content.cases.length > 0)).toBe(true);
});

afterAll(() => {
  console.log(
    `rules: compared ${values} values of ${cases} cases; left out ${leftOut} of rules and attacks unknown`,
  );
  expect(values).toBe(wanted);
});
