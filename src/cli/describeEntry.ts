import type { Sight } from '../attacks/attack.js';
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
  readonly variants: readonly VariantFacts[];
  readonly options: readonly OptionFacts[];
  /** What it needs of n and f, in words; null where it needs nothing. */
  readonly needs: string | null;
  /** What an attack sees under all variants; null where variants differ, and for everything else. */
  readonly sees: string | null;
  /** Whether an attack can do without honest reports that it sees. */
  readonly estimates?: boolean;
  readonly paper: string | null;
  readonly address: string | null;
  /** A scenario that shows it. */
  readonly example: string | null;
}

/** Everything that is known of a variant. */
export interface VariantFacts {
  readonly name: string;
  readonly definition: string;
  readonly options: readonly OptionFacts[];
  /** What an attack sees under this variant alone. */
  readonly sees?: string;
}

/** What some kinds of entries say beside what all do. */
interface Told {
  readonly needs?: string;
  readonly sees?: Sight;
  readonly estimates?: boolean;
}

/** Describes an entry for a person or a program. */
export function describeEntry(entry: Entry): EntryFacts {
  const { needs, sees, estimates } = entry as Entry & Told;
  return {
    kind: entry.kind,
    name: entry.name,
    aliases: entry.aliases ?? [],
    summary: entry.summary,
    definition: entry.definition ?? null,
    variants: (entry.variants ?? []).map(({ name, definition, options }) => ({
      ...{ name, definition },
      options: describeOptions(options),
      ...(typeof sees === 'object' && { sees: sees[name] }),
    })),
    options: describeOptions(entry.options),
    needs: needs ?? null,
    sees: typeof sees === 'string' ? sees : null,
    ...(estimates && { estimates }),
    paper: citePaper(entry) || null,
    address: entry.paper?.address ?? null,
    example: entry.example ?? null,
  };
}

function describeOptions(shape: OptionShape = {}): OptionFacts[] {
  return Object.entries(shape).map(([name, schema]) => describeOption(name, schema));
}
