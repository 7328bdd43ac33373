import { Command } from 'commander';
import { THREADS_MAX } from '../../cluster/checkThreads.js';
import type { ExecutorName } from '../../cluster/executor.js';
import { InputError } from '../../errors/inputError.js';
import { show } from '../../errors/show.js';
import { describeScaling } from '../../ui/describeScaling.js';
import { measureScaling } from '../../scaling/measureScaling.js';
import { countCores } from '../../files/machineLimits.js';
import { scalingChart } from '../../scaling/scalingChart.js';
import { parseChoice, several, wholeNumber } from '../arguments.js';
import { openCatalogue, takesModules } from '../modules.js';
import { mustBeWritable, writeOutput } from '../outputFile.js';
import { type ScenarioOptions, loadScenarioArgument } from '../scenarioFile.js';

interface ScalingOptions extends ScenarioOptions {
  readonly rounds: string;
  readonly threads?: string;
  readonly repetitions: string;
  readonly executor?: string;
  readonly json?: string;
  readonly svg?: string;
}

/** `krumble bench scaling` */
export function benchScalingCommand(): Command {
  return takesModules(new Command('scaling'))
    .description('how rounds scale with threads: measured in turn, fitted, and predicted for more cores')
    .argument('[scenario]', 'a YAML file or name', 'mnist-little-vs-krum')
    .option('--threads <list>', 'thread counts, with commas (default: powers of two to twice the cores)')
    .option('--rounds <n>', 'rounds to measure each time, after 3 to warm up', '20')
    .option('--repetitions <n>', 'times that each thread count has its turn', '3')
    .option('--executor <list>', 'executors to compare with shared: messages, inline, with commas')
    .option('--set <path=value>', 'change a field of the scenario; may be given several times', several)
    .option('--json <file>', 'write everything that was found to a file')
    .option('--svg <file>', 'write a figure of speed-up over threads to a file')
    .addHelpText(
      'after',
      '\nOne thread is always measured: all others are compared with it. Figures go by wall time: let nothing else run.' +
        '\nExample: krumble bench scaling mnist-little-vs-krum --threads 1,2,4,8 --svg scaling.svg',
    )
    .action(benchScaling);
}

async function benchScaling(name: string, options: ScalingOptions): Promise<void> {
  const catalogue = await openCatalogue(options);
  const plan = {
    scenario: loadScenarioArgument(name, { set: options.set ?? [] }, catalogue),
    catalogue,
    threads: threadCounts(options.threads),
    rounds: wholeNumber('--rounds', options.rounds, 5, 100_000),
    repetitions: wholeNumber('--repetitions', options.repetitions, 1, 100),
    executors: (options.executor ?? '')
      .split(',')
      .filter((one) => one !== '')
      .map((one) => parseChoice('--executor', one, ['messages', 'inline']) as ExecutorName),
  };
  for (const option of ['json', 'svg'] as const) mustBeWritable(`--${option}`, options[option]);
  const onStep = (step: string) => process.stderr.write(`measuring  ${step}\n`);
  const measurement = await measureScaling({ ...plan, onStep });
  process.stdout.write(`${describeScaling(measurement)}\n`);
  if (options.json) await writeOutput('--json', options.json, `${JSON.stringify(measurement, null, 2)}\n`);
  if (options.svg) await writeOutput('--svg', options.svg, scalingChart(measurement));
}

/** The counts that an option lists, rising, with 1. */
function threadCounts(text: string | undefined): number[] {
  if (text === undefined) {
    const most = 2 * countCores();
    return Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, k) => 2 ** k);
  }
  if (!/^\d+(,\d+)*$/.test(text)) {
    throw new InputError({
      place: { file: '--threads' },
      found: show(text),
      allowed: `numbers from 1 to ${THREADS_MAX} with commas, such as 1,2,4`,
    });
  }
  const counts = text.split(',').map((one) => wholeNumber('--threads', one, 1, THREADS_MAX));
  return [...new Set([1, ...counts])].sort((a, b) => a - b);
}
