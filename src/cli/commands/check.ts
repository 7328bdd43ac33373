import path from 'node:path';
import { Command } from 'commander';
import type { Catalogue } from '../../catalogue/catalogue.js';
import { InputError } from '../../errors/inputError.js';
import { showText } from '../../errors/show.js';
import { isLayered, type LayerNetwork } from '../../models/layerNetwork.js';
import type { PlacedLayer } from '../../models/placedLayer.js';
import { countElements, parameterCount } from '../../models/layout.js';
import { createWorldCheck } from '../../rounds/checkWorld.js';
import { explainIdleAttacks } from '../../scenario/explainIdleAttacks.js';
import { findEntries } from '../../scenario/findEntries.js';
import { alignColumns } from '../../ui/columns.js';
import { countParticipants } from '../../scenario/participants.js';
import { toYaml } from '../../scenario/print.js';
import { listOwnEntries, requiredCases } from '../../testing/testing.js';
import { openCatalogue } from '../modules.js';
import { NEXT, tellNext } from '../nextCommand.js';
import { tellNotices } from '../tellNotices.js';
import { tellUnseen } from '../tellUnseen.js';
import {
  repeatChanges,
  scenarioFile,
  type ScenarioOptions,
  loadScenarioArgument,
  addScenarioOptions,
} from '../scenarioFile.js';

/** `krumble check SCENARIO` and `krumble check --use FILE` */
export function checkCommand(): Command {
  return addScenarioOptions(new Command('check'), { isOptional: true })
    .description(
      'check a scenario and print it with every default filled in; of a module without a scenario, try its entries',
    )
    .addHelpText(
      'after',
      '\nExample: krumble check mnist-little-vs-krum --set attack.z=max > mine.yaml' +
        '\n         krumble check --use my-rule.mjs',
    )
    .action(check);
}

async function check(argument: string | undefined, options: ScenarioOptions): Promise<void> {
  const catalogue = await openCatalogue(options);
  if (argument !== undefined) return printScenario(argument, options, catalogue);
  if (catalogue.modules.length > 0) return tryEntries(catalogue);
  throw new InputError({
    place: { file: 'check' },
    found: 'nothing to check',
    allowed: 'a scenario, or --use FILE with entries of your own',
  });
}

function printScenario(argument: string, options: ScenarioOptions, catalogue: Catalogue): void {
  const world = createWorldCheck(catalogue);
  const scenario = loadScenarioArgument(argument, options, catalogue, world.check);
  tellUnseen(world);
  const entries = findEntries(catalogue, scenario);
  tellNotices(explainIdleAttacks(scenario, entries));
  const size = parameterCount(entries.model);
  const megabytes = (4e-6 * size * countParticipants(scenario)).toFixed(1);
  const count = size.toLocaleString('en-US');
  const layers = isLayered(entries.model) ? describeLayers(entries.model) : '';
  process.stdout.write(
    `# valid: ${count} parameters, reports of ${megabytes} MB a round\n${layers}${toYaml(scenario, path.dirname(scenarioFile(argument)))}`,
  );
  tellNext(NEXT.check(argument, repeatChanges(options)), options);
}

/** What each layer makes of an image, as comments. */
function describeLayers({ inputShape, layers }: LayerNetwork): string {
  const rows = layers.flatMap((layer) => [
    describeLayer(layer, ''),
    ...(layer.inner ?? []).map((one) => describeLayer(one, '  ')),
  ]);
  const table = [
    ['layer', 'named', 'makes', 'parameters'],
    ['images', '', inputShape.join(' x '), ''],
    ...rows,
  ];
  return alignColumns(table)
    .map((line) => `# ${line}`.trimEnd() + '\n')
    .join('');
}

function describeLayer({ entry, prefix, shape, tensors }: PlacedLayer, indent: string): string[] {
  const parameters = tensors.reduce((sum, tensor) => sum + countElements(tensor.shape), 0);
  const named = parameters > 0 ? prefix : '';
  return [`${indent}${entry.name}`, named, shape.join(' x '), parameters.toLocaleString('en-US')];
}

/** Puts the entries of a user's own through the cases that every entry of their kind must pass. */
async function tryEntries(catalogue: Catalogue): Promise<void> {
  const failures: string[] = [];
  for (const { entry, module } of listOwnEntries(catalogue)) {
    const what = `${entry.kind} ${entry.name}`;
    const cases = requiredCases(entry);
    for (const { name, run } of cases) {
      try {
        await run();
      } catch (error) {
        failures.push(`${module}: ${name}: ${showText((error as Error).message.split('\n')[0], 300)}`);
      }
    }
    process.stdout.write(`${what}: ${cases.length} cases\n`);
  }
  if (failures.length === 0) return void process.stdout.write('good\n');
  throw new InputError({ problem: failures.join('\n') });
}
