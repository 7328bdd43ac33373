import path from 'node:path';
import { Command } from 'commander';
import { openSimulation } from '../../rounds/simulation.js';
import { checkRunFolder } from '../../runs/checkRunFolder.js';
import { makeFreshFolder } from '../../runs/freshFolder.js';
import { manifestOf } from '../../runs/manifest.js';
import { createRunFolder } from '../../runs/runFolder.js';
import { isCheckpointDue } from '../../runs/schedule.js';
import { findEntries } from '../../scenario/findEntries.js';
import { checkpointEveryOf, type RecordingOptions, takesRecording } from '../recordingOptions.js';
import { openCatalogue } from '../modules.js';
import { endRun, perform } from '../perform.js';
import { scenarioFile, type ScenarioOptions, scenarioOf, takesScenario } from '../scenarioFile.js';
import { backendOf, onStage, type StageOptions, stageSetting, takesStage } from '../stage.js';
import { version } from '../version.js';

interface RunOptions extends ScenarioOptions, StageOptions, RecordingOptions {
  readonly backend: string;
}

/** `krumble run SCENARIO` */
export function runCommand(): Command {
  const command = takesScenario(new Command('run'))
    .description('run a scenario and record its rounds in a folder')
    .option('--backend <name>', 'auto, wasm or tensorflow', 'auto');
  return takesStage(takesRecording(command))
    .addHelpText(
      'after',
      '\nExample: krumble run mnist-little-vs-krum --set defense.rule=bulyan --seed 3 --out runs/bulyan-3',
    )
    .action(run);
}

async function run(argument: string, options: RunOptions): Promise<void> {
  const catalogue = await openCatalogue(options);
  const scenario = scenarioOf(argument, options, catalogue);
  const entries = findEntries(catalogue, scenario);
  const setting = stageSetting(options, { scenario, entries }, { mayFlip: false });
  const backend = backendOf(options.backend);
  const checkpointEvery = checkpointEveryOf(options.checkpointEvery, { scenario, entries });
  const force = options.force ?? false;
  if (options.out !== undefined) checkRunFolder(options.out, { force });
  await onStage(options, setting, async (stage) => {
    const simulation = await openSimulation(scenario, { ...stage.simulation, catalogue, backend });
    try {
      const out = options.out ?? makeFreshFolder(path.parse(scenarioFile(argument)).name);
      const manifest = manifestOf(simulation, version(), checkpointEvery);
      const states = isCheckpointDue(manifest, 0) ? [simulation.state()] : [];
      const making = { force, disk: stage.disk, states, catalogue, fresh: options.out === undefined };
      const folder = await createRunFolder(out, manifest, making);
      const { threads } = simulation;
      const picture = simulation.picture();
      stage.observer.start({ scenario, entries, threads, backend: simulation.backend, picture, folder: out });
      await perform(stage, {
        playable: simulation,
        commit: (round) => folder.append(round, simulation.state),
        end: (overflow) => endRun(folder, simulation.state, overflow),
      });
    } finally {
      await simulation.close();
    }
  });
}
