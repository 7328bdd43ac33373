import { Command } from 'commander';
import { lastValueFrom, tap } from 'rxjs';
import type { BackendName } from '../../models/backend.js';
import { roundStream } from '../../rounds/simulate.js';
import { openSimulation } from '../../rounds/simulation.js';
import { freshFolder } from '../../runs/freshFolder.js';
import { manifestOf } from '../../runs/manifest.js';
import { checkRunFolder, createRunFolder } from '../../runs/runFolder.js';
import type { Scenario } from '../../scenario/scenario.js';
import type { Ending, Observer } from '../../ui/observer.js';
import { oneOf, several, wholeNumber } from '../arguments.js';
import { EXIT } from '../exitCodes.js';
import { type Interrupt, takeInterrupt } from '../interrupt.js';
import { chooseObserver, USER_INTERFACES } from '../observers.js';
import { scenarioFile, type ScenarioOptions, scenarioOf } from '../scenarioFile.js';
import { version } from '../version.js';

interface RunOptions extends ScenarioOptions {
  readonly threads?: string;
  readonly backend: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly ui: string;
  readonly ascii?: boolean;
  readonly deadline: string;
}

/** `krumble run SCENARIO` */
export function runCommand(): Command {
  return new Command('run')
    .description('run a scenario and record its rounds in a folder')
    .argument('<scenario>', 'a YAML file, or the name of a scenario that comes with krumble')
    .option('--set <path=value>', 'change a field of the scenario; may be given several times', several)
    .option('--seed <n>', 'the same as --set seed=n')
    .option('--rounds <n>', 'the same as --set training.rounds=n')
    .option('--threads <n>', 'threads that actors run on (default: what this machine can run at once)')
    .option('--backend <name>', 'auto, wasm or tensorflow', 'auto')
    .option('--out <folder>', 'run folder (default: a new one below runs/)')
    .option('--force', 'replace a run that the folder already holds')
    .option('--ui <kind>', `${USER_INTERFACES.join(', ')}`, 'auto')
    .option('--ascii', 'draw with ASCII characters alone')
    .option('--deadline <seconds>', 'longest that a task may take before its thread is replaced', '60')
    .addHelpText(
      'after',
      '\nExample: krumble run mnist-little-vs-krum --set defense.rule=bulyan --seed 3 --out runs/bulyan-3',
    )
    .action(run);
}

async function run(argument: string, options: RunOptions): Promise<void> {
  const scenario = scenarioOf(argument, options);
  const threads =
    options.threads === undefined ? undefined : wholeNumber('--threads', options.threads, 1, 1024);
  const taskDeadlineMs = 1000 * wholeNumber('--deadline', options.deadline, 1, 86_400);
  const backend = backendOf(options.backend);
  const folder = options.out ?? freshFolder(scenarioFile(argument));
  const force = options.force ?? false;
  await checkRunFolder(folder, { force });
  let notify: (text: string) => void = () => undefined;
  const interrupt = takeInterrupt(() => notify('stopping after this round; once more stops at once'));
  const observer = chooseObserver(options.ui, {
    ascii: options.ascii ?? false,
    onInterrupt: interrupt.request,
  });
  notify = (text) => observer.notice(text);
  try {
    const record = { folder, force, onIncident: notify };
    await simulateAndRecord(scenario, { threads, backend, taskDeadlineMs }, record, observer, interrupt);
  } finally {
    interrupt.release();
  }
}

function backendOf(name: string): BackendName {
  const chosen = oneOf('--backend', name, ['auto', 'wasm', 'tensorflow']);
  return chosen === 'auto' ? 'wasm' : chosen; // the native backend only on request, until it is proven
}

async function simulateAndRecord(
  scenario: Scenario,
  setting: { threads: number | undefined; backend: BackendName; taskDeadlineMs: number },
  { folder, force, onIncident }: { folder: string; force: boolean; onIncident: (text: string) => void },
  observer: Observer,
  { signal }: Interrupt,
): Promise<void> {
  const simulation = await openSimulation(scenario, { ...setting, onIncident });
  try {
    const journal = await createRunFolder(folder, manifestOf(simulation, version()), { force });
    let ending: Ending = 'failed';
    observer.start({ scenario, threads: simulation.threads, backend: simulation.backend, folder });
    try {
      const rounds = roundStream(simulation, { commit: journal.append, signal });
      await lastValueFrom(rounds.pipe(tap((round) => observer.round(round))), { defaultValue: null });
      ending = 'complete';
    } finally {
      const result = await journal.finish(simulation.checkpoint());
      if (ending === 'complete' && !result.complete) ending = 'interrupted';
      await observer.finish(ending === 'failed' ? null : result, ending);
    }
    if (ending === 'interrupted') process.exitCode = EXIT.interrupted;
  } finally {
    await simulation.close();
  }
}
