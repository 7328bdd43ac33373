import { Command } from 'commander';
import type { Catalogue } from '../../catalogue/catalogue.js';
import { THREADS_MAX } from '../../cluster/checkThreads.js';
import { InputError } from '../../errors/inputError.js';
import { printable } from '../../errors/show.js';
import { type Candidate, type ComparedTime, compareTimes } from '../../scaling/compareTimes.js';
import { parseOverride } from '../../scenario/override.js';
import type { Scenario } from '../../scenario/scenario.js';
import { loadScenario } from '../../scenario/load.js';
import { median } from '../../statistics/spread.js';
import { alignColumns } from '../../ui/columns.js';
import { several, wholeNumber } from '../arguments.js';
import { openCatalogue, takesModules } from '../modules.js';
import { parseDefense, parseNamedEntry } from '../namedEntry.js';
import { type ScenarioOptions, scenarioFile } from '../scenarioFile.js';

/** What of a scenario is changed from one candidate to the next, and what is tried where nothing is named. */
interface Kind {
  readonly name: 'defenses' | 'attacks';
  readonly about: string;
  readonly example: string;
  /** The value of the scenario's field for a text of the command line. */
  readonly setting: (text: string) => { readonly field: string; readonly value: unknown };
  readonly listNames: (catalogue: Catalogue, reference: Scenario) => string[];
}

const KINDS: readonly Kind[] = [
  {
    name: 'defenses',
    about:
      'rules, and chains as transform+rule (default: every rule, and every transform before the scenario’s)',
    example: 'krumble bench defenses median nnm+trimmed-mean',
    setting: (text) => ({ field: 'defense', value: parseDefense(text, 'defense') }),
    listNames: ({ rules, transforms }, { defense }) => [
      ...rules.map(({ name }) => name),
      ...transforms.map(({ name }) => `${name}+${defense.rule}`),
    ],
  },
  {
    name: 'attacks',
    about: 'attacks, with options as in name:z=1 (default: every one that has defaults for all)',
    example: 'krumble bench attacks ipm min-max',
    setting: (text) => ({ field: 'attack', value: parseNamedEntry(text, 'attack') }),
    listNames: ({ attacks }) => attacks.map(({ name }) => name),
  },
];

interface EntriesOptions extends ScenarioOptions {
  readonly scenario: string;
  readonly threads?: string;
  readonly repetitions: string;
}

/** `krumble bench defenses` and `krumble bench attacks` */
export function benchEntriesCommands(): Command[] {
  return KINDS.map((kind) =>
    takesModules(new Command(kind.name))
      .description(`what a round costs with each of the ${kind.name}, beside the scenario’s own, in turn`)
      .argument('[names...]', kind.about)
      .option('--scenario <file>', 'the scenario that they are put into', 'mnist-little-vs-krum')
      .option('--rounds <n>', 'rounds to measure each time, after 3 to warm up', '15')
      .option('--repetitions <n>', 'times that each has its turn', '3')
      .option('--threads <n>', 'threads that actors run on (default: what this machine can run at once)')
      .option('--set <path=value>', 'change a field of all of them; may be given several times', several)
      .addHelpText('after', `\nExample: ${kind.example}`)
      .action((names: string[], options: EntriesOptions) => benchEntries(kind, names, options)),
  );
}

async function benchEntries(kind: Kind, names: readonly string[], options: EntriesOptions): Promise<void> {
  const rounds = wholeNumber('--rounds', options.rounds ?? '15', 5, 100_000);
  const repetitions = wholeNumber('--repetitions', options.repetitions, 1, 1000);
  const threads =
    options.threads === undefined ? undefined : wholeNumber('--threads', options.threads, 1, THREADS_MAX);
  const catalogue = await openCatalogue(options);
  const overrides = (options.set ?? []).map((text) => parseOverride(text));
  const file = scenarioFile(options.scenario);
  const reference = loadScenario(file, overrides, catalogue);
  const wanted = names.length > 0 ? names : kind.listNames(catalogue, reference);
  const candidates: Candidate[] = [];
  for (const name of wanted) {
    const { field, value } = kind.setting(name);
    const place = { file: name };
    try {
      const scenario = loadScenario(file, [{ path: [field], value, place }, ...overrides], catalogue);
      candidates.push({ name, scenario });
    } catch (error) {
      if (names.length > 0 || !(error instanceof InputError)) throw error;
      process.stdout.write(`${printable(`left out: ${error.message}`)}\n`);
    }
  }
  const timing = { rounds, repetitions, threads, catalogue };
  const onTurn = (repetition: number, name: string) =>
    process.stderr.write(`measuring ${repetition + 1} of ${repetitions}: ${printable(name)}\n`);
  const { referenceMs, compared } = await compareTimes(reference, candidates, { ...timing, onTurn });
  const title = `${reference.name}: a round takes ${referenceMs.toFixed(1)} ms in the median`;
  process.stdout.write(`${printable(title)}\n\n${describe(kind, compared)}\n`);
}

function describe({ name }: Kind, compared: readonly ComparedTime[]): string {
  const rows = compared.map(({ name: candidate, roundMs, ratios }) => [
    printable(candidate),
    roundMs.toFixed(1),
    median(ratios).toFixed(2),
    `${Math.min(...ratios).toFixed(2)} to ${Math.max(...ratios).toFixed(2)}`,
  ]);
  return alignColumns([[name, 'ms a round', 'times the scenario’s', 'of all turns'], ...rows]).join('\n');
}
