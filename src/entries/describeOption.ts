import { z } from 'zod';

/** An option as a person reads of it. */
export interface OptionFacts {
  readonly name: string;
  /** One line of explanation. */
  readonly about: string;
  /** What may stand there. */
  readonly allowed: string;
  /** What it is where nobody says; undefined: it must be said, or follows from the rest of a scenario. */
  readonly default: unknown;
  readonly required: boolean;
}

/** What there is to say of an option, from its schema. */
export function describeOption(name: string, schema: z.ZodType): OptionFacts {
  const fallback = schema instanceof z.ZodDefault ? (schema.def.defaultValue as unknown) : undefined;
  return {
    name,
    about: schema.description ?? '',
    allowed: describeAllowed(schema),
    default: fallback,
    required: !schema.safeParse(undefined).success,
  };
}

/** What a schema allows, in words. */
export function describeAllowed(schema: unknown): string {
  const inner = unwrapSchema(schema);
  const said = inner instanceof z.ZodType ? inner.meta()?.allowed : undefined;
  if (typeof said === 'string') return said;
  if (inner instanceof z.ZodNumber) {
    return `a ${isWhole(inner) ? 'whole ' : ''}number from ${inner.minValue} to ${inner.maxValue}`;
  }
  if (inner instanceof z.ZodUnion) return (inner.options as unknown[]).map(describeAllowed).join(', or ');
  if (inner instanceof z.ZodLiteral) return [...inner.values].join(', ');
  if (inner instanceof z.ZodEnum) return inner.options.join(', ');
  if (inner instanceof z.ZodBoolean) return 'true, false';
  if (inner instanceof z.ZodArray) return 'a list';
  if (inner instanceof z.ZodString) return `a text of 1 to ${inner.maxLength} characters`;
  return 'a mapping of keys to values';
}

function isWhole({ format }: z.ZodNumber): boolean {
  return format === 'safeint';
}

/** The schema inside those that only say that a value may be absent or null. */
export function unwrapSchema(schema: unknown): unknown {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable || inner instanceof z.ZodDefault) {
    inner = inner.unwrap();
  }
  return inner;
}

/**
 * What kind of value an option has, for a column of a table:
 * numbers whose word stands in their place are numbers.
 */
export function typeOfOption(schema: unknown): 'whole' | 'real' | 'text' {
  const inner = unwrapSchema(schema);
  if (inner instanceof z.ZodNumber) return isWhole(inner) ? 'whole' : 'real';
  if (!(inner instanceof z.ZodUnion)) return 'text';
  const types = (inner.options as unknown[]).map(typeOfOption);
  return types.find((type) => type !== 'text') ?? 'text';
}
