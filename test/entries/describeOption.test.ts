import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import {
  describeAllowed,
  describeOption,
  typeOfOption,
  unwrapSchema,
} from '../../src/entries/describeOption.js';
import { option } from '../../src/entries/option.js';

const about = 'how far';
const bounds = { least: -1, most: 2.5, about };

describe('what a person reads of an option', () => {
  test('is its explanation, what is allowed, and its default', () => {
    expect(describeOption('reach', option.real({ ...bounds, default: 0.5 }))).toEqual({
      name: 'reach',
      about,
      allowed: 'a number from -1 to 2.5',
      default: 0.5,
      required: false,
    });
  });

  test('is that it must be given where it has no default', () => {
    const facts = describeOption('reach', option.whole({ least: 1, most: 9, about }));
    expect(facts).toMatchObject({
      allowed: 'a whole number from 1 to 9',
      default: undefined,
      required: true,
    });
  });

  test('is that it may be left out where it is optional', () => {
    const facts = describeOption('reach', option.optional(option.real(bounds)));
    expect(facts).toMatchObject({ about, allowed: 'a number from -1 to 2.5', required: false });
    expect(facts.default).toBeUndefined();
  });

  test('is a default of zero or false as such', () => {
    expect(describeOption('a', option.flag({ about, default: false })).default).toBe(false);
    expect(describeOption('a', option.real({ ...bounds, default: 0 })).default).toBe(0);
  });

  test('has no explanation of a schema without one', () => {
    expect(describeOption('a', z.boolean()).about).toBe('');
  });
});

test.each([
  ['a number from -1 to 2.5, or max', option.realOr('max', bounds)],
  ['a whole number from 0 to 9, or next', option.wholeOr('next', { least: 0, most: 9, about })],
  ['near, far', option.choice(['near', 'far'], { about })],
  ['true, false', option.flag({ about, default: true })],
  ['a list', z.array(z.number())],
  ['a text of 1 to 30 characters', z.string().min(1).max(30)],
  ['a mapping of keys to values', z.object({})],
  ['a whole number from 1 to 2', z.int().min(1).max(2).nullable().optional()],
])('what is allowed is said in words: %s', (words, schema) => {
  expect(describeAllowed(schema)).toBe(words);
});

test('the schema inside is found through every wrapping', () => {
  const inner = z.number();
  expect(unwrapSchema(inner)).toBe(inner);
  expect(unwrapSchema(inner.optional().nullable().default(3))).toBe(inner);
});

test.each([
  ['real', option.real({ ...bounds, default: 1 })],
  ['whole', option.optional(option.whole({ least: 0, most: 9, about }))],
  ['real', option.realOr('max', bounds)],
  ['whole', option.wholeOr('next', { least: 0, most: 9, default: 'next', about })],
  ['text', option.choice(['near', 'far'], { about })],
  ['text', option.flag({ about })],
  ['text', z.union([z.literal('a'), z.boolean()])],
])('its kind of value, for a column: %s', (type, schema) => {
  expect(typeOfOption(schema)).toBe(type);
});
