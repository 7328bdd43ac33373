import { Command } from 'commander';
import { type Catalogue, type ListName } from '../../catalogue/catalogue.js';
import { citePaper, type Entry } from '../../entries/entry.js';
import { alignColumns, fitting } from '../../ui/columns.js';
import { cutColumns } from '../../ui/textWidth.js';
import { InputError } from '../../errors/inputError.js';
import { parseChoice } from '../arguments.js';
import { describeEntry } from '../describeEntry.js';
import { listedRuns, runRows, RUNS_FOLDER } from '../listRuns.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';
import { bundledScenarios, loadScenarioArgument } from '../scenarioFile.js';

/** What can be listed, by the word for it; scenarios are no entries. */
const KINDS: Readonly<Record<string, ListName>> = {
  rules: 'rules',
  transforms: 'transforms',
  attacks: 'attacks',
  partitions: 'partitions',
  schedules: 'schedules',
  'local-updates': 'localUpdates',
  models: 'models',
  layers: 'layers',
  'data-sets': 'dataSets',
  tasks: 'tasks',
  measures: 'measures',
};
const SCENARIOS = 'scenarios';
const RUNS = 'runs';
const WORDS = [...Object.keys(KINDS), SCENARIOS, RUNS];

interface ListOptions extends ModuleOptions {
  readonly json?: boolean;
}

/** `krumble list KIND`, and `krumble list runs [FOLDER]` */
export function listCommand(): Command {
  return takesModules(new Command('list'))
    .description('list what a scenario can name (krumble explain NAME says more of each), or recorded runs')
    .argument('<kind>', WORDS.join(', '))
    .argument('[folder]', `of runs: the folder that they and sweeps are in (default: ${RUNS_FOLDER})`)
    .option('--json', 'as JSON, with everything that is known of each')
    .addHelpText('after', '\nExample: krumble list rules\n         krumble list runs')
    .action(list);
}

async function list(word: string, folder: string | undefined, options: ListOptions): Promise<void> {
  const kind = parseChoice('list', word, WORDS);
  if (kind === RUNS) {
    const from = folder ?? RUNS_FOLDER;
    return print(
      options.json ? JSON.stringify(listedRuns(from), null, 2) : fitRows(runRows(from), RUN_FORMS),
    );
  }
  if (folder !== undefined) {
    throw new InputError({
      place: { file: `list ${word}` },
      found: folder,
      allowed: `a folder with ${RUNS} alone`,
    });
  }
  const catalogue = await openCatalogue(options);
  if (kind === SCENARIOS) {
    const rows = scenarioRows(catalogue);
    return print(options.json ? JSON.stringify(rows, null, 2) : fitRows(rows, [[0, 1]]));
  }
  const entries: readonly Entry[] = catalogue[KINDS[kind]];
  if (options.json) return print(JSON.stringify(entries.map(describeEntry), null, 2));
  print(fitRows(entryRows(entries), FORMS));
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Which columns are shown, the first form that fits the terminal; the last one is cut. */
const FORMS = [
  [0, 1, 2, 3, 4],
  [0, 1, 2, 3],
  [0, 3, 4],
  [0, 3],
];

const RUN_FORMS = [
  [0, 1, 2, 3, 4, 5, 6, 7],
  [0, 1, 2, 3, 4, 5, 6],
  [0, 1, 2, 3, 4, 5],
  [0, 1, 2, 3, 4],
  [0, 1, 3],
];

/** Rows as lines no wider than the terminal; all of every row where there is none. */
function fitRows(rows: readonly (readonly string[])[], forms: readonly (readonly number[])[]): string {
  const columns = process.stdout.columns ?? Infinity;
  const tables = forms.map((form) =>
    alignColumns(rows.map((row) => form.flatMap((index) => (index < row.length ? [row[index]] : [])))),
  );
  return fitting(tables, columns)
    .map((line) => cutColumns(line, columns))
    .join('\n');
}

function scenarioRows(catalogue: Catalogue): string[][] {
  return bundledScenarios().map((name) => [name, loadScenarioArgument(name, {}, catalogue).name]);
}

function entryRows(entries: readonly Entry[]): string[][] {
  const [first] = entries;
  const none = first?.kind === 'attack' ? [['none', '', '', 'every worker is honest', '']] : [];
  const rows = entries.map((entry) => [
    entry.name,
    (entry.variants ?? []).map(({ name }) => name).join(' '),
    Object.keys(entry.options ?? {}).join(' '),
    entry.summary,
    citePaper(entry),
  ]);
  return rows.length === 0 ? [['none comes with krumble']] : [...none, ...rows];
}
