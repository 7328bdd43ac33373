import { Command } from 'commander';
import { openSimulation } from '../../rounds/simulation.js';
import { checkRunFolder } from '../../runs/checkRunFolder.js';
import { makeFreshFolder } from '../../runs/freshFolder.js';
import { buildManifest } from '../../runs/manifest.js';
import { createRunFolder } from '../../runs/runFolder.js';
import { isCheckpointDue } from '../../runs/schedule.js';
import { explainIdleAttacks } from '../../scenario/explainIdleAttacks.js';
import { findEntries } from '../../scenario/findEntries.js';
import { several } from '../arguments.js';
import { chooseCheckpointEvery, type RecordingOptions, addRecordingOptions } from '../recordingOptions.js';
import { openCatalogue } from '../modules.js';
import { NEXT, tellNext } from '../nextCommand.js';
import { endRun, playSession } from '../playSession.js';
import { runAgainst } from '../runAgainst.js';
import { runTitle, type ScenarioOptions, loadScenarioArgument, addScenarioOptions } from '../scenarioFile.js';
import {
  chooseBackend,
  withPlayContext,
  type PlayOptions,
  readPlayOptions,
  addPlayOptions,
} from '../playOptions.js';
import { addTwinOptions, checkTwinOptions, openTwinBeside, type TwinOptions } from '../twinOptions.js';
import { tellNotices } from '../tellNotices.js';
import { version } from '../version.js';

interface RunOptions extends ScenarioOptions, PlayOptions, RecordingOptions, TwinOptions {
  readonly backend: string;
  readonly against?: readonly string[];
}

/** `krumble run SCENARIO` */
export function runCommand(): Command {
  const command = addScenarioOptions(new Command('run'))
    .description('run a scenario and record its rounds in a folder')
    .option('--backend <name>', 'auto, wasm or tensorflow', 'auto')
    .option(
      '--against <defenses>',
      'the same with other defenses too, side by side: rules and chains behind commas, as a sweep in --out',
      several,
    );
  return addTwinOptions(addPlayOptions(addRecordingOptions(command)))
    .addHelpText(
      'after',
      '\nExample: krumble run mnist-little-vs-krum --set defense.rule=bulyan --seed 3 --out runs/bulyan-3' +
        '\n         krumble run mnist-little-vs-krum --against mean,krum:variant=authors,nnm+trimmed-mean' +
        '\n--against takes --set, --seed, --rounds, --use and --out beside it, no options of a single run; it can be' +
        '\ninterrupted at any time, and the same command goes on.',
    )
    .action(run);
}

async function run(argument: string, options: RunOptions, command: Command): Promise<void> {
  const { against } = options;
  if (against !== undefined) return runAgainst(argument, { ...options, against }, command);
  const catalogue = await openCatalogue(options);
  const scenario = loadScenarioArgument(argument, options, catalogue);
  const entries = findEntries(catalogue, scenario);
  checkTwinOptions(options, scenario);
  const setting = readPlayOptions(options, { scenario, entries }, { mayFlip: false });
  const backend = chooseBackend(options.backend);
  const checkpointEvery = chooseCheckpointEvery(options.checkpointEvery, { scenario, entries });
  const force = options.force ?? false;
  if (options.out !== undefined) checkRunFolder(options.out, { force });
  if (options.ui !== 'quiet') tellNotices(explainIdleAttacks(scenario, entries));
  await withPlayContext(options, setting, async (context) => {
    const simulation = await openSimulation(scenario, { ...context.simulation, catalogue, backend });
    try {
      const out = options.out ?? makeFreshFolder(runTitle(argument, options));
      const manifest = buildManifest(simulation, version(), checkpointEvery);
      const states = isCheckpointDue(manifest, 0) ? [simulation.state()] : [];
      const making = { force, disk: context.disk, states, catalogue, fresh: options.out === undefined };
      const folder = await createRunFolder(out, manifest, making);
      const { threads } = simulation;
      const picture = simulation.picture();
      context.observer.start({
        scenario,
        entries,
        threads,
        backend: simulation.backend,
        picture,
        folder: out,
      });
      const beside = { ...context, catalogue, runThreads: threads };
      const twin = openTwinBeside({ folder: out, manifest }, options, beside);
      const ended = await playSession(context, {
        playable: simulation,
        commit: (round) => folder.append(round, simulation.state),
        end: async (overflow) => {
          const outcome = await endRun(folder, simulation.state, overflow);
          await twin.settle();
          return outcome;
        },
      }).finally(twin.close);
      tellNext(NEXT.run(out, ended, entries), options);
    } finally {
      await simulation.close();
    }
  });
}
