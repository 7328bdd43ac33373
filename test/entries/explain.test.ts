import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { explainIssues } from '../../src/entries/explain.js';
import { realNumber, wholeNumber } from '../../src/entries/option.js';

const schema = z.strictObject({
  depth: wholeNumber(1, 9),
  inner: z
    .strictObject({
      rate: realNumber(0, 1).optional(),
      names: z.array(z.enum(['near', 'far'])).optional(),
      steps: z.array(z.strictObject({ size: realNumber(0, 2) })).optional(),
    })
    .optional(),
  odd: wholeNumber(1, 9)
    .refine((value) => value % 2 === 1, 'an odd number')
    .optional(),
});

/** What is first found wrong with an input. */
function explained(input: unknown) {
  const parsed = schema.safeParse(input);
  expect(parsed.success).toBe(false);
  return explainIssues(parsed.error!.issues, schema, input)[0];
}

describe('what a schema found wrong', () => {
  test('is told by its field, what stands there and what may', () => {
    expect(explained({ depth: 12 })).toEqual({
      path: ['depth'],
      mistake: { field: 'depth', found: '12', allowed: 'a whole number from 1 to 9' },
    });
    expect(explained({ depth: 1, inner: { rate: 'fast' } })).toEqual({
      path: ['inner', 'rate'],
      mistake: { field: 'inner.rate', found: '"fast"', allowed: 'a number from 0 to 1' },
    });
  });

  test('is told of a value that is missing', () => {
    expect(explained({})).toMatchObject({ mistake: { field: 'depth', found: 'nothing' } });
  });

  test('is told inside lists, by the place in them', () => {
    expect(explained({ depth: 1, inner: { names: ['near', 'fra'] } })).toEqual({
      path: ['inner', 'names', 1],
      mistake: { field: 'inner.names.1', found: '"fra"', allowed: 'near, far' },
    });
    expect(explained({ depth: 1, inner: { steps: [{ size: 1 }, { size: 3 }] } }).mistake).toEqual({
      field: 'inner.steps.1.size',
      found: '3',
      allowed: 'a number from 0 to 2',
    });
  });

  test('is told in the words of a check of its own', () => {
    expect(explained({ depth: 1, odd: 4 }).mistake).toEqual({
      field: 'odd',
      found: '4',
      allowed: 'an odd number',
    });
  });

  test('is told of an input that is nothing at all, or no mapping', () => {
    expect(explained(null).mistake).toEqual({
      field: '',
      found: 'nothing at all',
      allowed: 'a mapping of keys to values',
    });
    expect(explained({ depth: 1, inner: null }).mistake).toMatchObject({
      field: 'inner',
      allowed: 'a mapping of keys to values',
    });
  });
});

test('all that is wrong is told, each unknown key and each value inside lists and choices for itself', () => {
  const either = z.strictObject({
    either: z.union([z.string(), z.strictObject({ size: realNumber(0, 2) })]),
  });
  const tell = (form: z.ZodType, input: unknown) =>
    explainIssues(form.safeParse(input).error!.issues, form, input).map(({ path }) => path.join('.'));
  expect(
    tell(schema, {
      depth: 0,
      odd: 4,
      zebra: 1,
      inner: { rate: 7, names: ['far', 'fra', 3], horse: 1, cow: 2 },
    }).sort(),
  ).toEqual([
    ...['depth', 'inner.cow', 'inner.horse', 'inner.names.1', 'inner.names.2', 'inner.rate', 'odd', 'zebra'],
  ]);
  expect(tell(either, { either: { size: 3, colour: 1 } }).sort()).toEqual(['either.colour', 'either.size']);
});

describe('an unknown key', () => {
  test('is told with the nearest one that is known there, and all of them', () => {
    expect(explained({ depth: 1, inner: { rte: 1 } })).toEqual({
      path: ['inner', 'rte'],
      mistake: {
        field: 'inner.rte',
        unknownKey: 'rte',
        problem: 'unknown key (did you mean rate?)',
        allowed: 'rate, names, steps',
      },
    });
    expect(explained({ depth: 1, deptth: 2 }).mistake).toMatchObject({
      field: 'deptth',
      problem: 'unknown key (did you mean depth?)',
      allowed: 'depth, inner, odd',
    });
  });

  test('is told inside a list', () => {
    expect(explained({ depth: 1, inner: { steps: [{ size: 1, sise: 1 }] } })).toMatchObject({
      path: ['inner', 'steps', 0, 'sise'],
      mistake: { problem: 'unknown key (did you mean size?)', allowed: 'size' },
    });
  });

  test('that is like none of them is told without a guess', () => {
    expect(explained({ depth: 1, zebra: 2 }).mistake.problem).toBe('unknown key');
  });
});
