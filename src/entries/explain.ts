import { z } from 'zod';
import type { ErrorDetails } from '../errors/errorDetails.js';
import { show, showText } from '../errors/show.js';
import { describeAllowed, typeOfOption, unwrapSchema } from './describeOption.js';
import { nearestName } from './suggest.js';

const DECIMAL_COMMA = /^[+-]?\d{1,20},\d{1,20}$/;

type Issue = z.core.$ZodIssue;
type Path = readonly (string | number)[];

/** A mistake and the path of what it is about. */
export interface Explained {
  readonly path: Path;
  readonly mistake: ErrorDetails;
}

/**
 * Turns all that a schema found wrong with an input into fields, what stands there and what may stand there,
 * one mistake for each of them. `from`: the path that the issues' own begin at.
 */
export function explainIssues(
  issues: readonly Issue[],
  schema: z.ZodType,
  input: unknown,
  from: Path = [],
): Explained[] {
  return issues.flatMap((issue) => {
    const path = [...from, ...(issue.path as (string | number)[])];
    const inner = issuesInside(issue, schemaAt(schema, path), valueAt(input, path));
    if (inner.length > 0) return explainIssues(inner, schema, input, path);
    if (issue.code !== 'unrecognized_keys') return explainValue(issue, schema, input, path);
    const known = keysAt(schema, path);
    return issue.keys.map((key) => unknownKey(path, key, known));
  });
}

function explainValue(issue: Issue, schema: z.ZodType, input: unknown, path: Path): Explained {
  const value = valueAt(input, path);
  const found = path.length === 0 && value === null ? 'nothing at all' : show(value);
  const inside = schemaAt(schema, path);
  const allowed = issue.code === 'custom' ? issue.message : describeAllowed(inside);
  const hint = hintAt(value, inside);
  return { path, mistake: { field: path.join('.'), found, allowed: hint ? `${allowed}, ${hint}` : allowed } };
}

/** How a value that stands where something else belongs would be said rightly; undefined: nobody knows. */
function hintAt(value: unknown, schema: unknown): string | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  const text = showText(String(value));
  if (schema instanceof z.ZodObject) {
    const key = schema.meta()?.named;
    if (typeof key !== 'string') return undefined;
    return (schema.shape[key] as z.ZodType).safeParse(value).success
      ? `as in { ${key}: ${text} }`
      : undefined;
  }
  return DECIMAL_COMMA.test(text) && typeOfOption(schema as z.ZodType) === 'real'
    ? `with a point, as in ${text.replace(',', '.')}`
    : undefined;
}

/** Of a mapping or a list that may be something else as well, what is wrong with it as such. */
function issuesInside(issue: Issue, schema: unknown, value: unknown): readonly Issue[] {
  const isNested = typeof value === 'object' && value !== null;
  if (issue.code !== 'invalid_union' || !(schema instanceof z.ZodUnion) || !isNested) return [];
  const wanted = Array.isArray(value) ? z.ZodArray : z.ZodObject;
  const at = schema.options.findIndex((option) => option instanceof wanted);
  return issue.errors[at] ?? [];
}

function unknownKey(path: Path, key: string, known: readonly string[]): Explained {
  const nearest = nearestName(key, known);
  return {
    path: [...path, key],
    mistake: {
      unknownKey: key,
      field: [...path, showText(key)].join('.'),
      problem: `unknown key${nearest ? ` (did you mean ${nearest}?)` : ''}`,
      allowed: known.join(', '),
    },
  };
}

function valueAt(value: unknown, path: Path): unknown {
  let current = value;
  for (const key of path) current = (current as Record<string | number, unknown> | null | undefined)?.[key];
  return current;
}

/** The keys that the schema knows at a path of mappings. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  const inner = schemaAt(schema, path);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape) : [];
}

function schemaAt(whole: z.ZodType, path: Path): unknown {
  let schema: unknown = whole;
  for (const key of path) {
    if (schema instanceof z.ZodUnion) {
      const wanted = typeof key === 'number' ? z.ZodArray : z.ZodObject;
      schema = schema.options.find((one) => one instanceof wanted);
    }
    if (schema instanceof z.ZodObject) schema = (schema.shape as Record<string, unknown>)[key];
    else if (schema instanceof z.ZodArray) schema = schema.element;
    else return undefined;
    schema = unwrapSchema(schema);
  }
  return schema;
}
