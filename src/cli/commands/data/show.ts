import { Command } from 'commander';
import { listCorrupted } from '../../../scenario/corruption.js';
import { findEntries } from '../../../scenario/findEntries.js';
import { dealImages, loadSet } from '../../../rounds/world.js';
import { countClasses, drawShares } from '../../../ui/draw/shares.js';
import { openCatalogue } from '../../modules.js';
import { addScenarioOptions, loadScenarioArgument, type ScenarioOptions } from '../../scenarioFile.js';

interface ShowOptions extends ScenarioOptions {
  readonly ascii?: boolean;
  readonly json?: boolean;
}

/** `krumble data show SCENARIO` */
export function dataShowCommand(): Command {
  return addScenarioOptions(new Command('show'))
    .description('who holds what: the training images of each worker, by class')
    .option('--ascii', 'ASCII characters only')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExample: krumble data show mnist-mimic-on-dirichlet --set data.partition.alpha=0.1',
    )
    .action(show);
}

async function show(argument: string, options: ShowOptions): Promise<void> {
  const catalogue = await openCatalogue(options);
  const scenario = loadScenarioArgument(argument, options, catalogue);
  const entries = findEntries(catalogue, scenario);
  const set = loadSet(scenario, entries);
  const counts = countClasses(dealImages(scenario, entries, set), set);
  const { name, ...told } = scenario.data.partition;
  const text = options.json
    ? JSON.stringify({ partition: { name, ...told }, counts })
    : drawShares(counts, { corrupted: listCorrupted(scenario), ascii: options.ascii ?? false }).join('\n');
  process.stdout.write(`${text}\n`);
}
