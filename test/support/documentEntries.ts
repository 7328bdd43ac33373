import { builtIn } from '../../src/catalogue/builtIn.js';
import { LISTS, NOUNS } from '../../src/catalogue/catalogue.js';
import { describeEntry, type EntryFacts } from '../../src/cli/describeEntry.js';
import type { OptionFacts } from '../../src/entries/describeOption.js';
import { ENTRY_KINDS, type Entry } from '../../src/entries/entry.js';

const HEAD = `# Everything that a scenario can name

Written out of the entries by a test, which fails where this is not what they say. \`krumble explain NAME\` tells the
same; [definitions.md](definitions.md) explains more. Where systems differ in what they call by one name, each definition
is a variant, named by the system; the first is the default.
`;

/** docs/entries.md: every entry that comes with krumble, kind by kind, with its variants in a table. */
export function documentEntries(): string {
  const parts = ENTRY_KINDS.map((kind) => {
    const list = LISTS[kind];
    const entries = (builtIn[list] as readonly Entry[]).map((entry) => documentEntry(describeEntry(entry)));
    const noun = NOUNS[list];
    return [`## ${noun[0].toUpperCase()}${noun.slice(1)}s\n`, ...entries].join('\n');
  });
  return [HEAD, ...parts].join('\n');
}

function documentEntry(facts: EntryFacts): string {
  const { name, aliases, summary, definition, variants, options, needs, paper, example } = facts;
  const also = aliases.length === 0 ? '' : ` (also ${aliases.map((alias) => `\`${alias}\``).join(', ')})`;
  const lines = [
    `### ${name}\n`,
    `${summary}${also}\n`,
    ...(definition === null ? [] : [`Definition: ${definition}\n`]),
    ...table(
      ['variant', 'definition', 'options of its own'],
      variants.map((variant) => [
        `\`${variant.name}\``,
        variant.definition,
        variant.options.map(optionText).join('; '),
      ]),
    ),
    ...table(
      ['option', 'what it is'],
      options.map((option) => [`\`${option.name}\``, optionText(option)]),
    ),
    ...(needs === null ? [] : [`Needs: ${needs}\n`]),
    ...(paper === null ? [] : [`Source: ${paper}\n`]),
    ...(example === null ? [] : [`Shown by \`krumble run ${example}\`\n`]),
  ];
  return lines.join('\n');
}

function optionText({ name, about, allowed, default: fallback }: OptionFacts): string {
  const value = fallback === undefined || fallback === null ? '' : `, default ${JSON.stringify(fallback)}`;
  return `${name}: ${about ?? ''} (${allowed}${value})`;
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(heads), `|${' --- |'.repeat(heads.length)}`, ...rows.map(line), ''];
}
