import { z } from 'zod';

/** What an entry can be told, by name. */
export type OptionShape = Readonly<Record<string, z.ZodType>>;

/** The values of options, every default filled in. */
export type OptionValues<Shape extends OptionShape> = { readonly [K in keyof Shape]: z.output<Shape[K]> };

interface Facts<T> {
  /** One line that explains the option. */
  readonly about: string;
  /** What may stand there, in words, where the bounds say it badly. */
  readonly allowed?: string;
  /**
   * What it is where a scenario does not say;
   * without one the option must be given, unless it may be left out.
   */
  readonly default?: T;
}

interface Bounds {
  readonly least: number;
  readonly most: number;
}

/**
 * Builders of options: a number, a whole number, a number or a word, one of some words, yes or no.
 * Each gives a zod schema, so one made with zod directly does as well.
 * `optional` lets an option be absent, for an entry that fills it in by what else a scenario says.
 */
export const option = Object.freeze({
  /** A number with a fraction, finite. */
  real: <D extends number | undefined = undefined>({ least, most, ...facts }: Bounds & Told<number, D>) =>
    described(realNumber(least, most), facts),
  /** A whole number. */
  whole: <D extends number | undefined = undefined>({ least, most, ...facts }: Bounds & Told<number, D>) =>
    described(wholeNumber(least, most), facts),
  /** A number, or a word in its place, of one or of several. */
  realOr: <const W extends string, D extends number | W | undefined = undefined>(
    words: W | readonly W[],
    { least, most, ...facts }: Bounds & Told<number | W, D>,
  ) => described(z.union([realNumber(least, most), z.literal<W[]>([words].flat() as W[])]), facts),
  /** A whole number, or one word in its place. */
  wholeOr: <const W extends string, D extends number | W | undefined = undefined>(
    word: W,
    { least, most, ...facts }: Bounds & Told<number | W, D>,
  ) => described(z.union([wholeNumber(least, most), z.literal(word)]), facts),
  /** One of some words. */
  choice: <const W extends string, D extends W | undefined = undefined>(
    words: readonly [W, ...W[]],
    facts: Told<W, D>,
  ) => described(z.enum(words as unknown as [W, ...W[]]), facts),
  /** true or false. */
  flag: <D extends boolean | undefined = undefined>(facts: Told<boolean, D>) => described(z.boolean(), facts),
  /** The option may be left out. */
  optional: <T extends z.ZodType>(schema: T): z.ZodOptional<T> =>
    z.optional(schema).describe(schema.description ?? ''),
});

type Told<T, D> = Omit<Facts<T>, 'default'> &
  (D extends undefined ? { readonly default?: D } : { readonly default: D });

/** A whole number in a range. -0 is 0, for JSON would make it so in a manifest anyway. */
export function wholeNumber(least: number, most: number) {
  return z.int().check(...within(least, most));
}

/** A finite number in a range. */
export function realNumber(least: number, most: number) {
  return z.number().check(...within(least, most));
}

/** Given at once: each thread makes all options when it starts, and every call copies the schema anew. */
function within(least: number, most: number) {
  return [z.gte(least), z.lte(most), z.overwrite((value: number) => value + 0)];
}

function described<T extends z.ZodType, D>(
  schema: T,
  {
    about,
    allowed,
    default: value,
  }: { readonly about: string; readonly allowed?: string | undefined; readonly default?: D },
): [D] extends [undefined] ? T : z.ZodDefault<T> {
  const told = allowed === undefined ? schema : schema.meta({ allowed });
  const whole = value === undefined ? told : told.default(value as never);
  return whole.describe(about) as never;
}
