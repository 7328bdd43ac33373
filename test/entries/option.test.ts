import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { option } from '../../src/entries/option.js';

const about = 'made up';
const accepts = (schema: z.ZodType, ...values: unknown[]) =>
  values.map((value) => schema.safeParse(value).success);

describe('an option that is a number', () => {
  const real = option.real({ least: -2, most: 1.5, about });
  const whole = option.whole({ least: -2, most: 3, about });

  test('is taken within its bounds, both of which are allowed', () => {
    expect(accepts(real, -2, 1.5, 0.1, 1)).toEqual([true, true, true, true]);
    expect(accepts(real, -2.000001, 1.500001)).toEqual([false, false]);
    expect(accepts(whole, -2, 3)).toEqual([true, true]);
    expect(accepts(whole, -3, 4)).toEqual([false, false]);
  });

  test('is whole where that is asked', () => {
    fc.assert(
      fc.property(fc.double({ min: -2, max: 1.5, noNaN: true }), (value) => {
        expect(accepts(real, value)).toEqual([true]);
        expect(accepts(whole, value)).toEqual([Number.isInteger(value)]);
      }),
    );
  });

  test('is finite, and no text that looks like one', () => {
    const wide = option.real({ least: -1e300, most: 1e300, about });
    for (const schema of [wide, whole]) {
      expect(accepts(schema, Number.NaN, Infinity, -Infinity, '1', null, true, [1])).toEqual(
        new Array(7).fill(false),
      );
    }
  });

  test('has no sign where it is zero', () => {
    expect(real.parse(-0)).toBe(0);
    expect(whole.parse(-0)).toBe(0);
    expect(real.parse(-0.5)).toBe(-0.5);
  });
});

describe('an option that is a number or a word', () => {
  const real = option.realOr('max', { least: 0, most: 2, about });
  const whole = option.wholeOr('next', { least: 0, most: 2, about });

  test('is either, within the bounds, and no other word', () => {
    expect(accepts(real, 0.5, 2, 'max')).toEqual([true, true, true]);
    expect(accepts(real, 2.5, 'next', '', null)).toEqual([false, false, false, false]);
    expect(accepts(whole, 1, 'next')).toEqual([true, true]);
    expect(accepts(whole, 0.5, 3, 'max')).toEqual([false, false, false]);
  });

  test('may have either as its default', () => {
    expect(option.realOr('max', { least: 0, most: 2, default: 'max', about }).parse(undefined)).toBe('max');
    expect(option.wholeOr('next', { least: 0, most: 2, default: 0, about }).parse(undefined)).toBe(0);
  });
});

test('an option that is a choice is one of its words, and a flag is true or false', () => {
  const choice = option.choice(['near', 'far'], { default: 'far', about });
  expect(accepts(choice, 'near', 'far')).toEqual([true, true]);
  expect(accepts(choice, 'Near', 'nearer', 0, null)).toEqual([false, false, false, false]);
  expect(choice.parse(undefined)).toBe('far');
  const flag = option.flag({ default: false, about });
  expect(accepts(flag, true, false)).toEqual([true, true]);
  expect(accepts(flag, 'true', 1, null)).toEqual([false, false, false]);
  expect(flag.parse(undefined)).toBe(false);
});

describe('an option that nobody gives', () => {
  test('is its default, zero and false too; without one it must be given', () => {
    expect(option.real({ least: 0, most: 1, default: 0, about }).parse(undefined)).toBe(0);
    expect(option.whole({ least: 0, most: 9, default: 4, about }).parse(undefined)).toBe(4);
    expect(accepts(option.real({ least: 0, most: 1, about }), undefined)).toEqual([false]);
    expect(accepts(option.flag({ about }), undefined)).toEqual([false]);
  });

  test('may be absent where it is optional, and is held to its bounds where it is not', () => {
    const schema = option.optional(option.whole({ least: 1, most: 9, about }));
    expect(schema.parse(undefined)).toBeUndefined();
    expect(accepts(schema, 9, 10, null)).toEqual([true, false, false]);
  });
});

test('every option explains itself, whatever else it has', () => {
  const bounds = { least: 0, most: 1, about };
  const all = [
    option.real(bounds),
    option.real({ ...bounds, default: 1 }),
    option.whole(bounds),
    option.realOr('max', bounds),
    option.wholeOr('max', { ...bounds, default: 'max' }),
    option.choice(['a'], { about }),
    option.flag({ about, default: true }),
    option.optional(option.real(bounds)),
  ];
  expect(all.map(({ description }) => description)).toEqual(new Array(8).fill(about));
});
