import { InputError } from '../errors/inputError.js';
import type { Place } from '../errors/mistake.js';
import { showText } from '../errors/show.js';
import { parseYaml, type Path } from './yaml.js';

/** One `--set path=value`: which field it replaces and by what. */
export interface Override {
  readonly path: Path;
  readonly value: unknown;
  /** The argument as it was typed, for messages. */
  readonly place: Place;
}

/** Reads `path=value`; the value is YAML, so `1.5`, `max`, `none`, `[]` mean what they mean in a scenario file. */
export function parseOverride(text: string, option = '--set'): Override {
  const place = { file: `${option} ${showText(text)}` };
  const equals = text.indexOf('=');
  const path = text.slice(0, equals).trim().split('.');
  if (equals < 1 || path.some((key) => !/^[A-Za-z][A-Za-z0-9]*$/.test(key)) || path.length > 4) {
    throw new InputError({ place, problem: 'not of the form path=value, as in training.rounds=50' });
  }
  if (path.some((key) => key === 'constructor' || key === 'prototype')) {
    throw new InputError({ place, problem: 'this key is not allowed' });
  }
  return { path, value: parseYaml(text.slice(equals + 1), place.file).value, place };
}

/**
 * A copy of plain scenario data with one field replaced; mappings on the way are made where they are missing. An attack of
 * another name keeps no more than its z, and one of another variant nothing that only variants have.
 */
export function applyOverride(input: unknown, override: Override): unknown {
  const key = override.path.join('.');
  if (key === 'attack.name')
    return replaced(
      withAttack(input, override, (field) => field === 'z'),
      override,
    );
  if (key === 'attack.variant')
    return replaced(
      withAttack(input, override, (field) => !OF_VARIANTS.has(field)),
      override,
    );
  return replaced(input, override);
}

const OF_VARIANTS = new Set(['alpha', 'epochs', 'learningRate', 'confidence']);

/** The input with those fields of its attack that are kept, if the override changes what is there. */
function withAttack(input: unknown, { path, value }: Override, isKept: (field: string) => boolean): unknown {
  const attack: unknown = (input as { attack?: unknown } | null)?.attack;
  const field = String(path[1]);
  const keptOf = (one: unknown): unknown =>
    isPlain(one) && one[field] !== value
      ? Object.fromEntries(Object.entries(one).filter(([key]) => key === 'name' || isKept(key)))
      : one;
  if (Array.isArray(attack)) return { ...(input as object), attack: attack.map(keptOf) };
  return isPlain(attack) ? { ...(input as object), attack: keptOf(attack) } : input;
}

function replaced(input: unknown, { path, value }: Override): unknown {
  if (path.length === 0) return value;
  const inside = (entry: unknown, rest: Path): unknown =>
    replaced(entry, { path: rest, value, place: { file: '' } });
  // Of a list of mappings, as grids have them, each is changed.
  if (Array.isArray(input)) return input.map((item: unknown) => (isPlain(item) ? inside(item, path) : item));
  const [key, ...rest] = path;
  const entries = isPlain(input) ? input : {};
  return { ...entries, [key]: inside(entries[key], rest) };
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
