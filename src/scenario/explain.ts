import type { z } from 'zod';
import type { Mistake } from '../errors/inputError.js';
import { show, showText } from './show.js';
import { nearestName } from './suggest.js';
import { scenarioSchema } from './schema.js';
import type { Path } from './yaml.js';

type Issue = z.core.$ZodIssue;

/** A mistake and the path of what it is about. */
export interface Explained {
  readonly path: Path;
  readonly mistake: Mistake;
}

/** Turns what the schema found into the field, what stands there and what may stand there. */
export function explain(issue: Issue, input: unknown): Explained {
  const path = issue.path as (string | number)[];
  if (issue.code === 'unrecognized_keys') return unknownKey(path, issue.keys[0]);
  const found = show(valueAt(input, path));
  return { path, mistake: { field: path.join('.') || 'scenario', found, allowed: allowedBy(issue) } };
}

function unknownKey(path: readonly (string | number)[], key: string): Explained {
  const known = keysAt(path);
  const nearest = nearestName(key, known);
  return {
    path: [...path, key],
    mistake: {
      field: [...path, showText(key)].join('.'),
      problem: `unknown key${nearest ? ` (did you mean ${nearest}?)` : ''}`,
      allowed: known.join(', '),
    },
  };
}

function allowedBy(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'too_small':
      return issue.origin === 'string' ? 'a text that is not empty' : `at least ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'string') return `at most ${issue.maximum} characters`;
      return issue.origin === 'array'
        ? 'an empty list: there are no pre-aggregations yet'
        : `at most ${issue.maximum}`;
    case 'invalid_value':
      return issue.values.map(String).join(', ');
    case 'invalid_union': {
      const options = issue.errors.map((errors) => (errors[0] ? allowedBy(errors[0]) : ''));
      return options.filter((option) => option).join(', or ');
    }
    case 'invalid_format':
      return 'text without control characters';
    default:
      return issue.message;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a finite number',
  string: 'a text',
  object: 'a mapping of keys to values',
  array: 'a list',
};

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) current = (current as Record<string | number, unknown> | null | undefined)?.[key];
  return current;
}

/** The keys that the schema knows at a path of mappings. */
function keysAt(path: readonly (string | number)[]): string[] {
  let schema: unknown = scenarioSchema;
  for (const key of path) {
    schema = (schema as { shape?: Record<string, unknown> }).shape?.[key];
    while (schema && typeof (schema as { unwrap?: unknown }).unwrap === 'function') {
      schema = (schema as { unwrap: () => unknown }).unwrap();
    }
  }
  return Object.keys((schema as { shape?: object } | undefined)?.shape ?? {});
}
