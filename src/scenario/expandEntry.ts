import {
  type Catalogue,
  type EntryIn,
  findEntry,
  type ListName,
  unknownEntry,
} from '../catalogue/catalogue.js';
import { defaultVariant } from '../entries/entry.js';
import type { Refuse } from '../entries/parseOptions.js';
import { parseOptions } from '../entries/parseOptions.js';
import type { NamedSetting } from './scenario.js';

/** An entry as a scenario may name it: by its name alone, or with options beside the name. */
export type NamedInput = string | { readonly name: string; readonly [option: string]: unknown };

/** An entry that was found, and what it is told. */
export interface ExpandedEntry<List extends ListName> {
  readonly entry: EntryIn<List>;
  /** Its name, its options, its variant where it has variants, and that variant's options. */
  readonly setting: NamedSetting;
}

/**
 * The entry that an input names, with its options checked and filled in.
 * `field`: where it stands, for messages; `nameField`: where its name does.
 */
export function expandEntry<List extends ListName>(
  catalogue: Catalogue,
  list: List,
  input: NamedInput,
  refuse: Refuse,
  { field, nameField = field }: { readonly field: string; readonly nameField?: string },
): ExpandedEntry<List> {
  const { name, ...given } = typeof input === 'string' ? { name: input } : input;
  const entry = findEntry(catalogue, list, name);
  if (entry === undefined) return refuse(nameField, unknownEntry(catalogue, list, name));
  const inside: Refuse = (option, mistake) => refuse(option === '' ? field : `${field}.${option}`, mistake);
  const { variant, options } = parseOptions(entry, given, inside);
  return { entry, setting: { name: entry.name, ...withVariant(entry, variant, options) } };
}

/** Options in the order of an entry: its own, the variant, and those that the variant alone has. */
export function withVariant(
  entry: Pick<EntryIn<'rules'>, 'options' | 'variants' | 'isDefaultUnnamed'>,
  variant: string | null,
  options: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (variant === null) return options;
  if (entry.isDefaultUnnamed && variant === defaultVariant(entry)) return options;
  const { options: shape = {} } = entry;
  const isOwn = ([key]: [string, unknown]) => Object.hasOwn(shape, key);
  const entries = Object.entries(options);
  return {
    ...Object.fromEntries(entries.filter(isOwn)),
    variant,
    ...Object.fromEntries(entries.filter((one) => !isOwn(one))),
  };
}
