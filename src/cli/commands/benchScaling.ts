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

const WORKERS_MAX = 10_000;

interface ScalingOptions extends ScenarioOptions {
  readonly rounds: string;
  readonly threads?: string;
  readonly repetitions: string;
  readonly executor?: string;
  readonly workers?: string;
  readonly weak?: boolean;
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
    .option(
      '--workers <list>',
      'other numbers of workers to predict for, such as 51,201,501; measured on one',
    )
    .option('--weak', 'measure with workers that grow with threads, too')
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
  const set = options.set ?? [];
  const scenario = loadScenarioArgument(name, { set }, catalogue);
  const threads = listCounts('--threads', options.threads ?? listPowers(2 * countCores()), THREADS_MAX);
  const { count, corrupted } = scenario.workers;
  const resize = (workers: number) => {
    const sizes = [
      `workers.count=${workers}`,
      `workers.corrupted=${Math.floor((corrupted * workers) / count)}`,
    ];
    return loadScenarioArgument(name, { set: [...set, ...sizes] }, catalogue);
  };
  const grown = options.weak === true ? [...new Set([1, ...threads])] : [];
  const plan = {
    ...{ scenario, catalogue },
    threads: [...new Set([1, ...threads])].sort((a, b) => a - b),
    resized:
      options.workers === undefined ? [] : listCounts('--workers', options.workers, WORKERS_MAX).map(resize),
    grown: grown.sort((a, b) => a - b).map((one) => ({ threads: one, scenario: resize(one * count) })),
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

/** The numbers that an option lists. */
function listCounts(option: string, text: string, most: number): number[] {
  if (!/^\d+(,\d+)*$/.test(text)) {
    throw new InputError({
      place: { file: option },
      found: show(text),
      allowed: `numbers from 1 to ${most} with commas, such as 1,2,4`,
    });
  }
  return text.split(',').map((one) => wholeNumber(option, one, 1, most));
}

/** Powers of two up to a number, as the option lists them. */
function listPowers(most: number): string {
  return Array.from({ length: Math.floor(Math.log2(most)) + 1 }, (_, k) => 2 ** k).join(',');
}
