import { Command } from 'commander';
import { parameterCount } from '../../models/layout.js';
import { layouts } from '../../models/layouts.js';
import { openSimulation } from '../../rounds/simulation.js';
import { checkRunFolder } from '../../runs/checkRunFolder.js';
import { makeFreshFolder } from '../../runs/freshFolder.js';
import { manifestOf } from '../../runs/manifest.js';
import { createRunFolder } from '../../runs/runFolder.js';
import { defaultCheckpointEvery, isCheckpointDue } from '../../runs/schedule.js';
import type { Scenario } from '../../scenario/scenario.js';
import { tasks } from '../../scenario/tasks.js';
import { wholeNumber } from '../arguments.js';
import { endRun, perform } from '../perform.js';
import { scenarioFile, type ScenarioOptions, scenarioOf, takesScenario } from '../scenarioFile.js';
import { backendOf, onStage, type StageOptions, stageSetting, takesStage } from '../stage.js';
import { version } from '../version.js';

interface RunOptions extends ScenarioOptions, StageOptions {
  readonly backend: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly checkpointEvery?: string;
}

/** `krumble run SCENARIO` */
export function runCommand(): Command {
  const command = takesScenario(new Command('run'))
    .description('run a scenario and record its rounds in a folder')
    .option('--backend <name>', 'auto, wasm or tensorflow', 'auto')
    .option('--out <folder>', 'run folder (default: a new one below runs/)')
    .option('--force', 'replace a run that the folder already holds')
    .option(
      '--checkpoint-every <rounds>',
      'how often the state is kept (default: 10, more where they are large)',
    );
  return takesStage(command)
    .addHelpText(
      'after',
      '\nExample: krumble run mnist-little-vs-krum --set defense.rule=bulyan --seed 3 --out runs/bulyan-3',
    )
    .action(run);
}

async function run(argument: string, options: RunOptions): Promise<void> {
  const scenario = scenarioOf(argument, options);
  const setting = stageSetting(options, scenario, { mayFlip: false });
  const backend = backendOf(options.backend);
  const checkpointEvery = checkpointEveryOf(options, scenario);
  const force = options.force ?? false;
  if (options.out !== undefined) checkRunFolder(options.out, { force });
  await onStage(options, setting, async (stage) => {
    const simulation = await openSimulation(scenario, { ...stage.simulation, backend });
    try {
      const out = options.out ?? makeFreshFolder(scenarioFile(argument));
      const manifest = manifestOf(simulation, version(), checkpointEvery);
      const states = isCheckpointDue(manifest, 0) ? [simulation.state()] : [];
      const folder = await createRunFolder(out, manifest, { force, disk: stage.disk, states });
      stage.observer.start({
        scenario,
        threads: simulation.threads,
        backend: simulation.backend,
        folder: out,
      });
      await perform(stage, {
        playable: simulation,
        commit: (round) => folder.append(round, simulation.state),
        end: () => endRun(folder, simulation.state),
      });
    } finally {
      await simulation.close();
    }
  });
}

function checkpointEveryOf({ checkpointEvery }: RunOptions, { training, task }: Scenario): number {
  const size = parameterCount(layouts[tasks[task].model]);
  if (checkpointEvery === undefined) return defaultCheckpointEvery(training.rounds, size);
  return wholeNumber('--checkpoint-every', checkpointEvery, 1, 1_000_000);
}
