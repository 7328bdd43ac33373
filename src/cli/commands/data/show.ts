import { Command } from 'commander';
import { type Catalogue, findEntry } from '../../../catalogue/catalogue.js';
import type { DataSet } from '../../../data/dataSet.js';
import type { DataSetEntry } from '../../../data/dataSetEntry.js';
import { listCorrupted } from '../../../scenario/corruption.js';
import { findEntries } from '../../../scenario/findEntries.js';
import { dealImages, loadSet } from '../../../rounds/world.js';
import { alignColumns } from '../../../ui/columns.js';
import { countClasses, drawShares } from '../../../ui/draw/shares.js';
import { openCatalogue } from '../../modules.js';
import { addScenarioOptions, loadScenarioArgument, type ScenarioOptions } from '../../scenarioFile.js';

interface ShowOptions extends ScenarioOptions {
  readonly ascii?: boolean;
  readonly json?: boolean;
}

const HELP = `
Of a data set by its name: what its inputs are, and how many there are of each class.

Examples:
  krumble data show mnist-mimic-on-dirichlet --set data.partition.alpha=0.1
  krumble data show mnist`;

/** `krumble data show SCENARIO|NAME` */
export function dataShowCommand(): Command {
  return addScenarioOptions(new Command('show'))
    .description('who holds what: the training images of each worker, by class')
    .option('--ascii', 'ASCII characters only')
    .option('--json', 'as JSON')
    .addHelpText('after', HELP)
    .action(show);
}

async function show(argument: string, options: ShowOptions): Promise<void> {
  const catalogue = await openCatalogue(options);
  const entry = findEntry(catalogue, 'dataSets', argument);
  const text = entry ? showSet(entry, options) : showShares(argument, options, catalogue);
  process.stdout.write(`${text}\n`);
}

function showShares(argument: string, options: ShowOptions, catalogue: Catalogue): string {
  const scenario = loadScenarioArgument(argument, options, catalogue);
  const entries = findEntries(catalogue, scenario);
  const set = loadSet(scenario, entries);
  const counts = countClasses(dealImages(scenario, entries, set), set);
  const { name, ...told } = scenario.data.partition;
  return options.json
    ? JSON.stringify({ partition: { name, ...told }, counts })
    : drawShares(counts, { corrupted: listCorrupted(scenario), ascii: options.ascii ?? false }).join('\n');
}

/** What a set is, and how many inputs it has of each class. */
function showSet({ load, summary }: DataSetEntry, { json }: ShowOptions): string {
  const set = load();
  const { name, holds = 'images', imageShape, classes, normalisation, hashes } = set;
  const counts = { train: countLabels(set, 'train'), test: countLabels(set, 'test') };
  if (json) return JSON.stringify({ name, holds, imageShape, classes, normalisation, counts, hashes });
  const rows = Array.from({ length: classes }, (_, label) =>
    [label, counts.train[label], counts.test[label]].map(String),
  );
  const total = ['all', String(set.train.count), String(set.test.count)];
  return [
    `${name}: ${summary}`,
    `${holds} of ${imageShape.join(' x ')}, ${classes} classes`,
    ...alignColumns([['class', 'train', 'test'], ...rows, total]),
  ].join('\n');
}

function countLabels(set: DataSet, split: 'train' | 'test'): number[] {
  const counts = new Array<number>(set.classes).fill(0);
  for (const label of set[split].labels) counts[label]++;
  return counts;
}
