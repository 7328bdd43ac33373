import path from 'node:path';
import { Command } from 'commander';
import { parameterCount } from '../../models/layout.js';
import { readInitialParameters } from '../../rounds/world.js';
import { toYaml } from '../../scenario/print.js';
import { findEntries } from '../../scenario/findEntries.js';
import { openCatalogue } from '../modules.js';
import { scenarioFile, type ScenarioOptions, scenarioOf, takesScenario } from '../scenarioFile.js';

/** `krumble check SCENARIO` */
export function checkCommand(): Command {
  return takesScenario(new Command('check'))
    .description('check a scenario and print it with every default filled in')
    .addHelpText('after', '\nExample: krumble check mnist-little-vs-krum --set attack.z=max > mine.yaml')
    .action(check);
}

async function check(argument: string, options: ScenarioOptions): Promise<void> {
  const catalogue = await openCatalogue(options);
  const scenario = scenarioOf(argument, options, catalogue);
  const entries = findEntries(catalogue, scenario);
  readInitialParameters(scenario, entries);
  const size = parameterCount(entries.model);
  const megabytes = (4e-6 * size * scenario.workers.count).toFixed(1);
  const count = size.toLocaleString('en-US');
  process.stdout.write(
    `# valid: ${count} parameters, reports of ${megabytes} MB a round\n${toYaml(scenario, path.dirname(scenarioFile(argument)))}`,
  );
}
