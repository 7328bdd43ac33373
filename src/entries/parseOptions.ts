import { z } from 'zod';
import type { ErrorDetails } from '../errors/errorDetails.js';
import { show } from '../errors/show.js';
import { defaultVariant, type Entry, optionsUnder } from './entry.js';
import { explainIssues } from './explain.js';
import type { OptionShape } from './option.js';
import { nearestName } from './suggest.js';

/** Refuses what stands at a field, by its path from where the options stand; '' is the options as a whole. */
export type Refuse = (field: string, mistake: ErrorDetails) => never;

/** An entry's variant and options, defaults filled in. */
export interface ParsedOptions {
  /** null for an entry without variants. */
  readonly variant: string | null;
  /** In the order in which the entry has them. */
  readonly options: Readonly<Record<string, unknown>>;
}

/**
 * Fills in the defaults of what an entry is told, and checks each option by its schema.
 * `given`: options and perhaps `variant`, unchecked.
 * `refuse` is told of a variant or an option that the entry
 * does not have, and of values that are not allowed.
 * `beside`: the names of other fields that stand in the same place.
 */
export function parseOptions(
  entry: Entry,
  given: Readonly<Record<string, unknown>>,
  refuse: Refuse,
  beside: readonly string[] = [],
): ParsedOptions {
  const { variant: named, ...rest } = given;
  const variant = variantNamed(entry, named, refuse);
  const { mistakes, found } = judgeOptions(entry, variant, rest, beside);
  if (mistakes.length > 0) return refuse(mistakes[0].field, mistakes[0].mistake);
  const shape = optionsUnder(entry, variant);
  const options = Object.fromEntries(
    Object.keys(shape).flatMap((key) => (found[key] === undefined ? [] : [[key, found[key]]])),
  );
  return { variant, options };
}

/** What is wrong at a field, by its path from where the options stand. */
export interface OptionMistake {
  readonly field: string;
  readonly mistake: ErrorDetails;
}

/** All that is wrong with what an entry is told; where its variant is, that alone: the others hang on it. */
export function findOptionMistakes(
  entry: Entry,
  { variant: named, ...rest }: Readonly<Record<string, unknown>>,
  beside: readonly string[] = [],
): readonly OptionMistake[] {
  const refused: OptionMistake[] = [];
  const variant = variantNamed(entry, named, (field, mistake): never => {
    refused.push({ field, mistake });
    return undefined as never;
  });
  return refused.length > 0 ? refused : judgeOptions(entry, variant, rest, beside).mistakes;
}

function judgeOptions(
  entry: Entry,
  variant: string | null,
  given: Readonly<Record<string, unknown>>,
  beside: readonly string[],
): { readonly mistakes: readonly OptionMistake[]; readonly found: Readonly<Record<string, unknown>> } {
  const shape = optionsUnder(entry, variant);
  const unknown = Object.entries(given).filter(
    ([key, value]) => value !== undefined && !Object.hasOwn(shape, key),
  );
  const schema = schemaFor(entry, variant, shape); // what it does not know it leaves out
  const parsed = schema.safeParse(given);
  const mistakes = [
    ...unknown.map(([key, value]) => ({
      field: key,
      mistake: unknownOption(entry, variant, { key, value, beside }),
    })),
    ...explainIssues(parsed.error?.issues ?? [], schema, given).map(({ path, mistake }) => ({
      field: path.join('.'),
      mistake,
    })),
  ];
  return { mistakes, found: (parsed.data ?? {}) as Readonly<Record<string, unknown>> };
}

const schemas = new WeakMap<Entry, Map<string | null, z.ZodType>>();

/** The form of an entry's options under a variant. Made once: making it takes far longer than its use. */
function schemaFor(entry: Entry, variant: string | null, shape: OptionShape): z.ZodType {
  const ofEntry = schemas.get(entry) ?? new Map<string | null, z.ZodType>();
  schemas.set(entry, ofEntry);
  const schema = ofEntry.get(variant) ?? z.object(shape);
  ofEntry.set(variant, schema);
  return schema;
}

function variantNamed({ name, ...entry }: Entry, named: unknown, refuse: Refuse): string | null {
  const fallback = defaultVariant(entry);
  if (named === undefined) return fallback;
  if (fallback === null) {
    return refuse('variant', { found: show(named), problem: `${name} has no variants` });
  }
  const names = entry.variants!.map((variant) => variant.name);
  if (names.includes(named as string)) return named as string;
  const nearest = typeof named === 'string' ? nearestName(named, names) : undefined;
  return refuse('variant', {
    found: show(named),
    ...(nearest && { problem: `did you mean ${nearest}?` }),
    allowed: `${names.join(', ')} (of ${name})`,
  });
}

interface Unknown {
  readonly key: string;
  readonly value: unknown;
  readonly beside: readonly string[];
}

function unknownOption(entry: Entry, variant: string | null, { key, value, beside }: Unknown): ErrorDetails {
  const found = show(value);
  const isElsewhere = entry.variants?.some(({ options }) => options && Object.hasOwn(options, key));
  if (isElsewhere) return { found, problem: `the variant ${variant} has no ${key}` };
  const known = [
    ...beside,
    ...Object.keys(optionsUnder(entry, variant)),
    ...(entry.variants === undefined ? [] : ['variant']),
  ];
  const nearest = nearestName(key, known);
  const guess = nearest ? ` (did you mean ${nearest}?)` : '';
  return {
    unknownKey: key,
    ...(beside.length === 0 && { found }),
    problem: beside.length > 0 ? `unknown key${guess}` : `${entry.name} has no ${key}${guess}`,
    allowed: known.join(', ') || 'no options',
  };
}
