import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Entry } from '../../src/entries/entry.js';
import { option } from '../../src/entries/option.js';
import { parseOptions } from '../../src/entries/parseOptions.js';
import { nearestName } from '../../src/entries/suggest.js';
import type { ErrorDetails } from '../../src/errors/errorDetails.js';

const plain: Entry = {
  kind: 'rule',
  name: 'plain',
  summary: 'made up',
  options: {
    reach: option.real({ least: 0, most: 10, default: 2.5, about: 'how far' }),
    count: option.whole({ least: 1, most: 9, about: 'how many' }),
    spare: option.optional(option.flag({ about: 'whether' })),
  },
};
const varied: Entry = {
  ...plain,
  name: 'varied',
  variants: [
    {
      name: 'first',
      definition: 'x',
      options: { depth: option.whole({ least: 1, most: 5, default: 3, about: 'd' }) },
    },
    {
      name: 'second',
      definition: 'y',
      options: {
        depth: option.whole({ least: 10, most: 50, default: 30, about: 'd' }),
        width: option.real({ least: 0, most: 1, about: 'w' }),
      },
    },
  ],
};
const bare: Entry = { kind: 'rule', name: 'bare', summary: 'made up' };

/** What an entry makes of what it is told; or where it is refused, and why. */
function parse(entry: Entry, given: Readonly<Record<string, unknown>>, beside?: readonly string[]) {
  const refuse = (field: string, mistake: ErrorDetails): never => {
    throw Object.assign(new Error(field), { refused: { field, ...mistake } });
  };
  try {
    return parseOptions(entry, given, refuse, beside);
  } catch (error) {
    return (error as { refused?: object }).refused ?? Promise.reject(error as Error);
  }
}

describe('options', () => {
  test('are filled in with defaults, in the order of the entry', () => {
    const parsed = parse(plain, { count: 4 });
    expect(parsed).toEqual({ variant: null, options: { reach: 2.5, count: 4 } });
    const all = parse(plain, { spare: false, count: 4, reach: 0 }) as { options: object };
    expect(Object.entries(all.options)).toEqual([
      ['reach', 0],
      ['count', 4],
      ['spare', false],
    ]);
  });

  test('that are undefined are as if nobody gave them', () => {
    const given = { count: 4, reach: undefined, variant: undefined, unknown: undefined };
    expect(parse(plain, given)).toEqual({ variant: null, options: { reach: 2.5, count: 4 } });
  });

  test('that must be given are asked for', () => {
    const allowed = 'a whole number from 1 to 9';
    expect(parse(plain, {})).toMatchObject({ field: 'count', found: 'nothing', allowed });
  });

  test('beyond their bounds are refused with what was found and what is allowed', () => {
    expect(parse(plain, { count: 10 })).toMatchObject({
      field: 'count',
      found: '10',
      allowed: 'a whole number from 1 to 9',
    });
    expect(parse(plain, { count: 1, reach: -0.5 })).toMatchObject({
      field: 'reach',
      found: '-0.5',
      allowed: 'a number from 0 to 10',
    });
    expect(parse(plain, { count: '4' })).toMatchObject({ field: 'count', found: '"4"' });
  });

  test('come back as they were given wherever they are allowed', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 10, noNaN: true }),
        fc.integer({ min: 1, max: 9 }),
        (reach, count) => {
          expect(parse(plain, { reach, count })).toEqual({
            variant: null,
            options: { reach: reach + 0, count },
          });
        },
      ),
    );
  });

  test('that an entry does not have are refused, with the nearest that it has', () => {
    expect(parse(plain, { count: 4, raech: 1 })).toEqual({
      field: 'raech',
      unknownKey: 'raech',
      found: '1',
      problem: 'plain has no raech (did you mean reach?)',
      allowed: 'reach, count, spare',
    });
    expect(parse(plain, { count: 4, zebra: 1 })).toMatchObject({ problem: 'plain has no zebra' });
    expect(parse(bare, { reach: 1 })).toMatchObject({ problem: 'bare has no reach', allowed: 'no options' });
  });

  test('beside other fields are told apart from those, which are named too', () => {
    expect(parse(plain, { count: 4, clared: 1 }, ['rule', 'declared'])).toEqual({
      field: 'clared',
      unknownKey: 'clared',
      problem: 'unknown key (did you mean declared?)',
      allowed: 'rule, declared, reach, count, spare',
    });
  });

  test('of names that every object has are unknown like others', () => {
    for (const key of ['constructor', 'toString', '__proto__']) {
      const given = JSON.parse(`{"count": 4, "${key}": 1}`) as Record<string, unknown>;
      expect(parse(plain, given)).toMatchObject({ field: key });
    }
  });
});

describe('variants', () => {
  test('have options of their own beside those of the entry; the first is meant where none is named', () => {
    expect(parse(varied, { count: 1 })).toEqual({
      variant: 'first',
      options: { reach: 2.5, count: 1, depth: 3 },
    });
    expect(parse(varied, { count: 1, variant: 'second', width: 0.5 })).toEqual({
      variant: 'second',
      options: { reach: 2.5, count: 1, depth: 30, width: 0.5 },
    });
  });

  test('hold options of one name to bounds of their own', () => {
    expect(parse(varied, { count: 1, depth: 10 })).toMatchObject({
      field: 'depth',
      allowed: 'a whole number from 1 to 5',
    });
    expect(parse(varied, { count: 1, width: 0, variant: 'second', depth: 5 })).toMatchObject({
      field: 'depth',
      allowed: 'a whole number from 10 to 50',
    });
  });

  test('do not have the options that another one has', () => {
    expect(parse(varied, { count: 1, width: 0.5 })).toEqual({
      field: 'width',
      found: '0.5',
      problem: 'the variant first has no width',
    });
  });

  test('of another name are refused with the nearest, and so is any where there is none', () => {
    expect(parse(varied, { variant: 'secnod' })).toEqual({
      field: 'variant',
      found: '"secnod"',
      problem: 'did you mean second?',
      allowed: 'first, second (of varied)',
    });
    expect(parse(varied, { variant: 7 })).toEqual({
      field: 'variant',
      found: '7',
      allowed: 'first, second (of varied)',
    });
    expect(parse(plain, { count: 1, variant: 'first' })).toEqual({
      field: 'variant',
      found: '"first"',
      problem: 'plain has no variants',
    });
    expect(parse(varied, { count: 1, varient: 'first' })).toMatchObject({
      problem: 'varied has no varient (did you mean variant?)',
      allowed: 'reach, count, spare, depth, variant',
    });
  });
});

test('the nearest name is one within reach of a slip, and none of what is far off or endless', () => {
  const known = ['trimmed-mean', 'krum', 'mean'];
  expect(nearestName('krumm', known)).toBe('krum');
  expect(nearestName('trimed-maen', known)).toBe('trimmed-mean');
  expect(nearestName('median-of-means', known)).toBeUndefined();
  expect(nearestName('m'.repeat(101), ['m'.repeat(100)])).toBeUndefined();
  expect(nearestName('krum', [])).toBeUndefined();
});
