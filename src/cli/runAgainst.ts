import path from 'node:path';
import type { Command } from 'commander';
import { InputError } from '../errors/inputError.js';
import { buildFolderName } from '../runs/freshFolder.js';
import { chooseSweepFolder } from '../sweeps/sweepFolder.js';
import { loadGridAgainst } from './gridAgainst.js';
import { openCatalogue } from './modules.js';
import { chooseSweepScreen } from './observers.js';
import { EXIT } from './exitCodes.js';
import { NEXT, tellNext } from './nextCommand.js';
import { repeatChanges, runTitle, type ScenarioOptions } from './scenarioFile.js';
import { sweepGrid } from './sweepGrid.js';

/** What of a single run makes no sense for several at once: each has a process of its own, and is kept. */
const OF_ONE_RUN = [
  ...[
    'threads',
    'awake',
    'executor',
    'deadline',
    'faults',
    'backend',
    'force',
    'checkpointEvery',
    'twin',
    'present',
    'pace',
  ],
] as const;

interface AgainstOptions extends ScenarioOptions {
  readonly against: readonly string[];
  readonly out?: string;
  readonly ui: string;
  readonly ascii?: boolean;
}

/** `krumble run SCENARIO --against DEFENSES`: a sweep over the scenario's own defense and others. */
export async function runAgainst(argument: string, options: AgainstOptions, command: Command): Promise<void> {
  refuseOptionsOfOneRun(command);
  const screen = chooseSweepScreen(options);
  const catalogue = await openCatalogue(options);
  const grid = loadGridAgainst(argument, options.against, options, catalogue);
  const [title, ...changes] = runTitle(argument, options).split(',');
  const name = buildFolderName([`${title}-against`, ...changes].join(','));
  const out = options.out ?? chooseSweepFolder(path.join('runs', name));
  await sweepGrid(out, grid, { catalogue, screen });
  const again = [
    'run',
    argument,
    '--against',
    options.against.join(),
    ...repeatChanges(options),
    '--out',
    out,
  ];
  tellNext(NEXT.sweep(out, process.exitCode === EXIT.interrupted ? again : null), options);
}

function refuseOptionsOfOneRun(command: Command): void {
  const name = OF_ONE_RUN.find((one) => command.getOptionValueSource(one) === 'cli');
  if (name === undefined) return;
  const { long } = command.options.find((option) => option.attributeName() === name)!;
  throw new InputError({
    place: { file: long! },
    problem: 'is for one run; those of --against have a process of their own each',
    allowed: 'the options of krumble sweep beside --against',
  });
}
