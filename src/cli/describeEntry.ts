import { describeOption, type OptionFacts } from '../entries/describeOption.js';
import { citePaper, type Entry } from '../entries/entry.js';
import type { OptionShape } from '../entries/option.js';

/** Everything that is known of an entry, as plain data. */
export interface EntryFacts {
  readonly kind: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly definition: string | null;
  readonly variants: readonly { name: string; definition: string; options: readonly OptionFacts[] }[];
  readonly options: readonly OptionFacts[];
  /** What it needs of n and f, in words; null where it needs nothing. */
  readonly needs: string | null;
  /** What an attack sees; null for everything else. */
  readonly sees: string | null;
  readonly paper: string | null;
  readonly address: string | null;
  /** A scenario that shows it. */
  readonly example: string | null;
}

/** Describes an entry for a person or a program. */
export function describeEntry(entry: Entry): EntryFacts {
  const { needs, sees } = entry as Entry & { readonly needs?: string; readonly sees?: string };
  return {
    kind: entry.kind,
    name: entry.name,
    aliases: entry.aliases ?? [],
    summary: entry.summary,
    definition: entry.definition ?? null,
    variants: (entry.variants ?? []).map(({ name, definition, options }) => ({
      ...{ name, definition },
      options: describeOptions(options),
    })),
    options: describeOptions(entry.options),
    needs: needs ?? null,
    sees: sees ?? null,
    paper: citePaper(entry) || null,
    address: entry.paper?.address ?? null,
    example: entry.example ?? null,
  };
}

function describeOptions(shape: OptionShape = {}): OptionFacts[] {
  return Object.entries(shape).map(([name, schema]) => describeOption(name, schema));
}
