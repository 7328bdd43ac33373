import { z } from 'zod';
import type { Mistake } from '../errors/mistake.js';
import { show, showText } from '../errors/show.js';
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
  const value = valueAt(input, path);
  const found = path.length === 0 && value === null ? 'nothing at all' : show(value);
  return {
    path,
    mistake: { field: path.join('.') || 'scenario', found, allowed: allowedBy(issue, schemaAt(path)) },
  };
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

function allowedBy(issue: Issue, schema: unknown): string {
  if (schema instanceof z.ZodNumber) {
    return `a ${schema.format === 'safeint' ? 'whole ' : ''}number from ${schema.minValue} to ${schema.maxValue}`;
  }
  if (schema instanceof z.ZodUnion) {
    return (schema.options as unknown[]).map((option) => allowedBy(issue, option)).join(', or ');
  }
  if (schema instanceof z.ZodLiteral) return String(schema.value);
  if (schema instanceof z.ZodEnum) return schema.options.join(', ');
  if (schema instanceof z.ZodArray) return 'an empty list: there are no pre-aggregations yet';
  if (schema instanceof z.ZodString) {
    return issue.code === 'custom' ? issue.message : `a text of 1 to ${schema.maxLength} characters`;
  }
  return 'a mapping of keys to values';
}

function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  let current = value;
  for (const key of path) current = (current as Record<string | number, unknown> | null | undefined)?.[key];
  return current;
}

/** The keys that the schema knows at a path of mappings. */
function keysAt(path: readonly (string | number)[]): string[] {
  const schema = schemaAt(path);
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

function schemaAt(path: readonly (string | number)[]): unknown {
  let schema: unknown = scenarioSchema;
  for (const key of path) {
    schema = schema instanceof z.ZodObject ? (schema.shape as Record<string, unknown>)[key] : undefined;
    while (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable) schema = schema.unwrap();
  }
  return schema;
}
