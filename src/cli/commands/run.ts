import { Command } from 'commander';
import { lastValueFrom, tap } from 'rxjs';
import type { BackendName } from '../../models/backend.js';
import { roundStream } from '../../rounds/simulate.js';
import { openSimulation, type Simulation } from '../../rounds/simulation.js';
import { checkRunFolder } from '../../runs/checkRunFolder.js';
import { makeFreshFolder } from '../../runs/freshFolder.js';
import { manifestOf } from '../../runs/manifest.js';
import { createRunFolder, type RunFolder } from '../../runs/runFolder.js';
import type { Ending, Observer } from '../../ui/observer.js';
import { oneOf, wholeNumber } from '../arguments.js';
import { EXIT } from '../exitCodes.js';
import { takeInterrupt } from '../interrupt.js';
import { chooseObserver, USER_INTERFACES } from '../observers.js';
import { scenarioFile, type ScenarioOptions, scenarioOf, takesScenario } from '../scenarioFile.js';
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
  return takesScenario(new Command('run'))
    .description('run a scenario and record its rounds in a folder')
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
  const setting = {
    threads: options.threads === undefined ? undefined : wholeNumber('--threads', options.threads, 1, 1024),
    taskDeadlineMs: 1000 * wholeNumber('--deadline', options.deadline, 1, 86_400),
    backend: backendOf(options.backend),
  };
  const force = options.force ?? false;
  if (options.out !== undefined) checkRunFolder(options.out, { force });
  let request: () => void = () => undefined;
  const observer = await chooseObserver(options.ui, {
    ascii: options.ascii ?? false,
    onInterrupt: () => request(),
  });
  const interrupt = takeInterrupt(() =>
    observer.notice('stopping after this round; once more stops at once'),
  );
  request = interrupt.request;
  try {
    const simulation = await openSimulation(scenario, {
      ...setting,
      onIncident: (text) => observer.notice(text),
    });
    try {
      const folder = options.out ?? makeFreshFolder(scenarioFile(argument));
      const journal = await createRunFolder(folder, manifestOf(simulation, version()), { force });
      const ending = await record(simulation, journal, observer, interrupt.signal);
      if (ending === 'interrupted') process.exitCode = EXIT.interrupted;
    } finally {
      await simulation.close();
    }
  } finally {
    interrupt.release();
  }
}

function backendOf(name: string): BackendName {
  const chosen = oneOf('--backend', name, ['auto', 'wasm', 'tensorflow']);
  return chosen === 'auto' ? 'wasm' : chosen; // the native backend only on request, until it is proven
}

/** Plays all rounds, each recorded before it is shown; leaves a valid run folder and a clean terminal behind. */
async function record(
  simulation: Simulation,
  journal: RunFolder,
  observer: Observer,
  signal: AbortSignal,
): Promise<Ending> {
  const { scenario, threads, backend } = simulation;
  try {
    observer.start({ scenario, threads, backend, folder: journal.folder });
    const rounds = roundStream(simulation, { commit: journal.append, signal });
    await lastValueFrom(rounds.pipe(tap((round) => observer.round(round))), { defaultValue: null });
    const result = await journal.finish(simulation.checkpoint());
    const ending = result.complete ? 'complete' : 'interrupted';
    await observer.finish(result, ending);
    return ending;
  } catch (error) {
    await observer.finish(null, 'failed', (error as Error).message);
    await journal.finish(simulation.checkpoint()).catch(() => undefined); // the first error is the one to tell
    throw error;
  }
}
