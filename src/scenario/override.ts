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
  if (typeof attack !== 'object' || attack === null) return input;
  const field = String(path[1]);
  if ((attack as Record<string, unknown>)[field] === value) return input;
  const kept = Object.entries(attack).filter(([key]) => key === 'name' || isKept(key));
  return { ...(input as object), attack: Object.fromEntries(kept) };
}

function replaced(input: unknown, { path, value }: Override): unknown {
  if (path.length === 0) return value;
  const [key, ...rest] = path;
  const isMapping = typeof input === 'object' && input !== null && !Array.isArray(input);
  const entries = isMapping ? (input as Record<string, unknown>) : {};
  const inner = replaced(entries[key], { path: rest, value, place: { file: '' } });
  return { ...entries, [key]: inner };
}
