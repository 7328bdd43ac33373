import { builtIn } from '../catalogue/builtIn.js';
import { type Catalogue, findEntry, type ListName } from '../catalogue/catalogue.js';
import { defaultVariant, optionsUnder } from '../entries/entry.js';
import { InputError } from '../errors/inputError.js';
import type { Place } from '../errors/errorDetails.js';
import { showText } from '../errors/show.js';
import { parseYaml, type Path } from './yaml.js';

/** One `--set path=value`: which field it replaces and by what. */
export interface Override {
  readonly path: Path;
  readonly value: unknown;
  /** The argument as it was typed, for messages. */
  readonly place: Place;
}

const KEY = /^([A-Za-z][A-Za-z0-9-]*|\d{1,2})$/;
const KEYS_MAX = 6;

/**
 * Reads `path=value`; the value is YAML, so `1.5`, `max`,
 * `none`, `[]` mean what they mean in a scenario file.
 */
export function parseOverride(text: string, option = '--set'): Override {
  const place = { file: `${option} ${showText(text)}` };
  const equals = text.indexOf('=');
  const path = text.slice(0, equals).trim().split('.');
  if (equals < 1 || path.some((key) => !KEY.test(key)) || path.length > KEYS_MAX) {
    throw new InputError({ place, problem: 'not of the form path=value, as in training.rounds=50' });
  }
  if (path.some((key) => key === 'constructor' || key === 'prototype')) {
    throw new InputError({ place, problem: 'this key is not allowed' });
  }
  return { path, value: parseYaml(text.slice(equals + 1), place.file).value, place };
}

/**
 * A copy of plain scenario data with one field replaced; mappings on the way are made where they are missing,
 * and of a list a key names an item by its index or by its name.
 * Where the name of an entry is replaced, only those of its options stay that the next one has too,
 * and its variant where the next one has that.
 */
export function applyOverride(input: unknown, override: Override, catalogue: Catalogue = builtIn): unknown {
  const key = override.path.join('.');
  const place = ENTRY_PLACES.find(({ nameField, variantField }) => key === nameField || key === variantField);
  return replaced(place ? withoutStrangers(input, override, place, catalogue) : input, override);
}

/**
 * Where a mapping has the options of an entry beside its name: the mapping's key, and what else stands there.
 */
interface EntryPlace {
  readonly section: string;
  readonly nameField: string;
  readonly variantField: string;
  readonly list: ListName;
  readonly beside: readonly string[];
}

const ENTRY_PLACES: readonly EntryPlace[] = [
  {
    section: 'attack',
    nameField: 'attack.name',
    variantField: 'attack.variant',
    list: 'attacks',
    beside: ['name', 'window', 'workers', 'knowledge'],
  },
  {
    section: 'defense',
    nameField: 'defense.rule',
    variantField: 'defense.variant',
    list: 'rules',
    beside: ['rule', 'declared', 'before'],
  },
  {
    section: 'workers',
    nameField: 'workers.reports',
    variantField: '',
    list: 'localUpdates',
    beside: ['reports', 'count', 'corrupted', 'placement', 'batch'],
  },
];

/** The input without options that the entry, by its name and variant after the override, does not have. */
function withoutStrangers(
  input: unknown,
  { path, value }: Override,
  { section, nameField, list, beside }: EntryPlace,
  catalogue: Catalogue,
): unknown {
  const there: unknown = (input as Record<string, unknown> | null)?.[section];
  const [field, nameKey] = [String(path[1]), nameField.slice(section.length + 1)];
  const strip = (one: unknown): unknown => {
    if (!isPlain(one) || one[field] === value) return one;
    const entry = findEntry(catalogue, list, field === nameKey ? value : one[nameKey]);
    if (entry === undefined) return field === nameKey ? pick(one, (key) => beside.includes(key)) : one;
    const named = field === 'variant' ? value : one.variant;
    const hasVariant = entry.variants?.some((variant) => variant.name === named) ?? false;
    const shape = optionsUnder(entry, hasVariant ? String(named) : defaultVariant(entry));
    return pick(
      one,
      (key) => beside.includes(key) || Object.hasOwn(shape, key) || (key === 'variant' && hasVariant),
    );
  };
  if (Array.isArray(there)) return { ...(input as object), [section]: there.map(strip) };
  return isPlain(there) ? { ...(input as object), [section]: strip(there) } : input;
}

function pick(
  mapping: Readonly<Record<string, unknown>>,
  isKept: (key: string) => boolean,
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(mapping).filter(([key]) => isKept(key)));
}

function replaced(input: unknown, { path, value }: Override): unknown {
  if (path.length === 0) return value;
  const inside = (entry: unknown, rest: Path): unknown =>
    replaced(entry, { path: rest, value, place: { file: '' } });
  const [key, ...rest] = path;
  if (Array.isArray(input)) {
    const index = placeIn(input, String(key));
    if (index >= 0) return input.map((item: unknown, at) => (at === index ? inside(item, rest) : item));
    // Of a list of mappings, as grids have them, each is changed.
    return input.map((item: unknown) => (isPlain(item) ? inside(item, path) : item));
  }
  // An entry that stands there by its name alone gets its options beside the name.
  const entries = isPlain(input) ? input : typeof input === 'string' ? { name: input } : {};
  return { ...entries, [key]: inside(entries[key], rest) };
}

/** The item of a list that a key means: by its index, or by its name; -1: none. */
function placeIn(list: readonly unknown[], key: string): number {
  if (/^\d+$/.test(key)) return Number(key) < list.length ? Number(key) : -1;
  return list.findIndex((item) => item === key || (isPlain(item) && item.name === key));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
