import path from 'node:path';
import { Command } from 'commander';
import { createWorldCheck } from '../../rounds/checkWorld.js';
import { type Grid, loadGrid } from '../../scenario/grid.js';
import type { Override } from '../../scenario/override.js';
import { chooseSweepFolder } from '../../sweeps/sweepFolder.js';
import { several } from '../arguments.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';
import { EXIT } from '../exitCodes.js';
import { NEXT, tellNext } from '../nextCommand.js';
import {
  nameChanged,
  parseOverrides,
  refuseRecorded,
  repeatChanges,
  scenarioTitle,
} from '../scenarioFile.js';
import { chooseSweepScreen, SWEEP_INTERFACES } from '../observers.js';
import { sweepGrid } from '../sweepGrid.js';
import { tellUnseen } from '../tellUnseen.js';

interface SweepOptions extends ModuleOptions {
  readonly set?: readonly string[];
  readonly rounds?: string;
  readonly skipImpossible?: boolean;
  readonly out?: string;
  readonly redis?: string;
  readonly dryRun?: boolean;
  readonly ui: string;
  readonly ascii?: boolean;
}

/** `krumble sweep GRID` */
export function sweepCommand(): Command {
  return takesModules(new Command('sweep'))
    .description('run a scenario in every combination of the values that its fields have lists of')
    .argument('<grid>', 'a scenario file in which any field may have a list, as in z: [0.5, 1, 1.5]')
    .option('--set <path=value>', 'change a field, to a value or a list; may be given several times', several)
    .option('--rounds <n>', 'the same as --set training.rounds=n')
    .option(
      '--skip-impossible',
      'leave out combinations that are no scenarios, as Bulyan with too many corrupted workers',
    )
    .option('--out <folder>', 'where runs and results are kept (default: runs/ and the name of the grid)')
    .option(
      '--redis <url>',
      'have the runs made by all krumble workers that are connected to this Redis server',
    )
    .option('--dry-run', 'list the runs and which of them are there')
    .option('--ui <kind>', `${SWEEP_INTERFACES.join(', ')}; with --redis always lines`, 'auto')
    .option('--ascii', 'draw with ASCII characters alone')
    .addHelpText(
      'after',
      '\nCan be interrupted at any time: the same command goes on, and runs nothing twice.' +
        '\nExample: krumble sweep grid.yaml --set seed=[1,2,3]',
    )
    .action(sweep);
}

async function sweep(file: string, options: SweepOptions): Promise<void> {
  const screen = chooseSweepScreen(options);
  const catalogue = await openCatalogue(options);
  const leaveOut = options.skipImpossible ?? false;
  refuseRecorded(file);
  const world = createWorldCheck(catalogue);
  const overrides = parseOverrides(options);
  const grid = renamed(loadGrid(file, overrides, { leaveOut, catalogue, check: world.check }), overrides);
  const { redis, dryRun } = options;
  if (dryRun || redis !== undefined) tellUnseen(world);
  const out = options.out ?? chooseSweepFolder(path.join('runs', scenarioTitle(file)));
  await sweepGrid(out, grid, { catalogue, redis, dryRun, screen });
  const more = [
    ...repeatChanges(options),
    ...(leaveOut ? ['--skip-impossible'] : []),
    ...['--out', out],
    ...(redis === undefined ? [] : ['--redis', redis]),
  ];
  const isWhole = !dryRun && process.exitCode !== EXIT.interrupted;
  tellNext(NEXT.sweep(out, isWhole ? null : ['sweep', file, ...more]), options);
}

/** The grid and its scenarios, named by what was changed in all of them; what is varied its table says. */
function renamed(grid: Grid, overrides: readonly Override[]): Grid {
  const isVaried = ({ path: keys }: Override) =>
    grid.axes.some(({ field }) => `${field}.`.startsWith(`${keys.join('.')}.`));
  const changes = overrides.filter((one) => !isVaried(one));
  const points = grid.points.map(({ at, scenario }) => {
    const name = nameChanged(scenario.name, changes);
    return { at, scenario: name === scenario.name ? scenario : Object.freeze({ ...scenario, name }) };
  });
  return { ...grid, name: nameChanged(grid.name, changes), points };
}
