import { Command } from 'commander';
import { type Catalogue, findEntry, LISTS } from '../../catalogue/catalogue.js';
import type { OptionFacts } from '../../entries/describeOption.js';
import { type Entry, ENTRY_KINDS } from '../../entries/entry.js';
import { nearestName } from '../../entries/suggest.js';
import { InputError } from '../../errors/inputError.js';
import { show, showText } from '../../errors/show.js';
import { alignColumns } from '../../ui/columns.js';
import { describeEntry, type EntryFacts } from '../describeEntry.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';

interface ExplainOptions extends ModuleOptions {
  readonly json?: boolean;
}

const SIGHTS: Readonly<Record<string, string>> = {
  own: 'its own workers’ gradients alone',
  honest: 'the honest workers’ reports too',
  defense: 'the honest workers’ reports, and what the defense would make of its own',
};

/** How a scenario names an entry of a kind. */
const SPELLINGS: Readonly<Record<string, (name: string) => string>> = {
  rule: (name) => `defense: { rule: ${name} }`,
  transform: (name) => `defense: { before: [${name}] }`,
  attack: (name) => `attack: { name: ${name} }`,
  partition: (name) => `data: { partition: ${name} }`,
  schedule: (name) => `training: { schedule: ${name} }`,
  localUpdate: (name) => `workers: { reports: ${name} }`,
  model: (name) => `model: ${name}`,
  layer: (name) => `model: { layers: [${name}, ...] }`,
  task: (name) => `task: ${name}`,
  measure: (name) => `evaluation: { measures: [${name}] }`,
};

/** `krumble explain NAME` */
export function explainCommand(): Command {
  return takesModules(new Command('explain'))
    .description(
      'what a rule, an attack or anything else that a scenario names is: definition, options, needs, paper',
    )
    .argument('<name>', 'a name that krumble list shows')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExample: krumble explain krum')
    .action(explain);
}

async function explain(name: string, options: ExplainOptions): Promise<void> {
  const entries = entriesNamed(await openCatalogue(options), name).map(describeEntry);
  const text = options.json ? JSON.stringify(entries, null, 2) : entries.map(describe).join('\n\n');
  process.stdout.write(`${text}\n`);
}

/** All entries of a name: a task may have that of its network. */
function entriesNamed(catalogue: Catalogue, name: string): Entry[] {
  const found = ENTRY_KINDS.flatMap((kind): Entry[] => {
    const entry = findEntry(catalogue, LISTS[kind], name);
    return entry === undefined ? [] : [entry];
  });
  if (found.length > 0) return found;
  const all = ENTRY_KINDS.flatMap((kind): readonly Entry[] => catalogue[LISTS[kind]]);
  const nearest = nearestName(
    name,
    all.flatMap((entry) => [entry.name, ...(entry.aliases ?? [])]),
  );
  throw new InputError({
    place: { file: 'explain' },
    found: show(name),
    problem: `nothing has this name (${nearest ? `did you mean ${nearest}? ` : ''}pass --use FILE if it is your own)`,
    allowed: 'a name that krumble list shows',
  });
}

const ESTIMATE = 'knowledge: own has it go by its own workers’ gradients in place of the honest reports';

function describe(facts: EntryFacts): string {
  const {
    kind,
    name,
    aliases,
    summary,
    definition,
    variants,
    options,
    needs,
    sees,
    estimates,
    paper,
    address,
    example,
  } = facts;
  const also = aliases.length === 0 ? '' : ` (also ${aliases.join(', ')})`;
  const words = kind.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  const lines: [string, string][] = [
    ...(definition ? [['definition', definition] as [string, string]] : []),
    ...variants.map(({ name: variant, definition: text }, index): [string, string] => [
      index === 0 ? 'variants' : '',
      `${variant}${index === 0 ? ' (default)' : ''}: ${text}`,
    ]),
    ...optionLines(options, 'options'),
    ...variants.flatMap(({ name: variant, options: own }) => optionLines(own, `of ${variant}`)),
    ...(needs ? [['needs', needs] as [string, string]] : []),
    ...(sees ? [['sees', SIGHTS[sees]] as [string, string]] : []),
    ...variants
      .filter((variant) => variant.sees !== undefined)
      .map(({ name: variant, sees: seen }, index): [string, string] => [
        index === 0 ? 'sees' : '',
        `${variant}: ${SIGHTS[seen!]}`,
      ]),
    ...(estimates ? [['restricted', ESTIMATE] as [string, string]] : []),
    ...(paper ? [['paper', `${paper}${address ? `, ${address}` : ''}`] as [string, string]] : []),
    ...(SPELLINGS[kind] ? [['scenario', SPELLINGS[kind](name)] as [string, string]] : []),
    ...(example ? [['example', `krumble run ${example}`] as [string, string]] : []),
  ];
  return [`${name}: ${words}${also}`, `  ${summary}`, ...alignColumns(lines).map((line) => `  ${line}`)].join(
    '\n',
  );
}

function optionLines(options: readonly OptionFacts[], title: string): [string, string][] {
  return options.map(({ name, about, allowed, required, ...rest }, index) => {
    const fallback =
      rest.default === undefined ? (required ? ', must be given' : '') : `, default ${show(rest.default)}`;
    return [index === 0 ? title : '', `${name}: ${showText(about, 200)} (${allowed}${fallback})`];
  });
}
