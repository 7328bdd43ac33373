import type { Entry, EntryKind, Variant } from '../entries/entry.js';
import { show } from '../errors/show.js';
import { checkFields } from './checkFields.js';

const NAME = /^[a-z][a-z0-9-]{0,39}$/;
const OPTION_NAME = /^[a-z][A-Za-z0-9]{0,39}$/;

/** What a scenario says beside the options of an entry, so that no option can have the name. */
const RESERVED: Readonly<Partial<Record<EntryKind, readonly string[]>>> = {
  rule: ['rule', 'name', 'variant', 'declared', 'before'],
  attack: ['name', 'variant', 'window', 'workers', 'knowledge'],
};

/** The functions that entries of a kind have, and sets of which they have one at least. */
const FUNCTIONS: Readonly<Record<EntryKind, readonly (readonly string[])[]>> = {
  rule: [['check'], ['decide', 'reduce']],
  transform: [['check'], ['mix']],
  attack: [['poison', 'decide', 'forge']],
  partition: [['assign']],
  schedule: [['rate']],
  localUpdate: [['compute']],
  model: [['loadNetwork']],
  layer: [['lay'], ['loadApply']],
  dataSet: [['load']],
  task: [],
  measure: [['measure'], ['conclude']],
};

/** What is wrong with an entry of a user's own by its form alone; null where nothing is. */
export function checkEntry(entry: Entry): string | null {
  const fields = entry as unknown as Readonly<Record<string, unknown>>;
  const what = `${entry.kind} ${show(entry.name)}`;
  for (const name of [entry.name, ...(entry.aliases ?? [])]) {
    if (typeof name !== 'string' || !NAME.test(name) || name === 'none') {
      return `${what}: its name is ${show(name)}; expected up to 40 lower case letters, digits and hyphens`;
    }
  }
  if (typeof entry.summary !== 'string' || entry.summary.length === 0) return `${what}: it has no summary`;
  for (const names of FUNCTIONS[entry.kind]) {
    const missing = names.every((name) => typeof fields[name] !== 'function');
    if (missing) return `${what}: it has no ${names.join(' and no ')}; expected a function`;
  }
  return checkFields(entry, what) ?? problemOfVariants(entry, what) ?? problemOfOptions(entry, what);
}

function problemOfVariants({ variants }: Entry, what: string): string | null {
  if (variants === undefined) return null;
  const isSound =
    Array.isArray(variants) &&
    variants.length > 0 &&
    (variants as readonly Partial<Variant>[]).every(
      ({ name, definition }) => NAME.test(name ?? '') && typeof definition === 'string',
    );
  return isSound ? null : `${what}: variants are not a list of { name, definition }`;
}

function problemOfOptions(entry: Entry, what: string): string | null {
  const shapes = [entry.options, ...(entry.variants ?? []).map(({ options }) => options)];
  for (const shape of shapes) {
    for (const [name, schema] of Object.entries(shape ?? {})) {
      if (!OPTION_NAME.test(name) || RESERVED[entry.kind]?.includes(name)) {
        return `${what}: an option cannot be named ${show(name)}`;
      }
      if (typeof (schema as { safeParse?: unknown } | null)?.safeParse !== 'function') {
        return `${what}: the option ${name} is no schema; expected option.real({ ... }) or the like`;
      }
    }
  }
  return null;
}
