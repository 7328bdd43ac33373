import { show } from '../errors/show.js';
import { InputError } from '../errors/inputError.js';

/** A whole number in a range, from an argument. Throws an InputError that names the option. */
export function wholeNumber(option: string, text: string, least: number, most: number): number {
  const value = /^\d{1,16}$/.test(text.trim()) ? Number(text) : Number.NaN;
  if (!(value >= least && value <= most)) {
    throw new InputError({
      place: { file: option },
      found: show(text),
      allowed: `a whole number from ${least} to ${most}`,
    });
  }
  return value;
}

/** One of some names, from an argument. Throws an InputError that names the option. */
export function parseChoice<Name extends string>(option: string, text: string, names: readonly Name[]): Name {
  const name = names.find((candidate) => candidate === text);
  if (name !== undefined) return name;
  throw new InputError({
    place: { file: option },
    found: show(text),
    allowed: names.join(', '),
  });
}

/** The number that an option is given, in few digits, within bounds. `allowed` says what may be. */
export function numberWithin(
  option: string,
  text: string,
  { least, most }: { readonly least: number; readonly most: number },
  allowed: string,
): number {
  const value = /^\d{1,3}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new InputError({ place: { file: option }, found: show(text), allowed });
}

/** Collects an option that may be given several times. */
export function several(text: string, before: readonly string[] = []): string[] {
  return [...before, text];
}
