import { Command } from 'commander';
import type { Catalogue } from '../../catalogue/catalogue.js';
import { THREADS_MAX } from '../../cluster/checkThreads.js';
import { findEntries } from '../../scenario/findEntries.js';
import { DataError } from '../../errors/dataError.js';
import { printable } from '../../errors/show.js';
import { parameterCount } from '../../models/layout.js';
import type { RoundTiming } from '../../rounds/round.js';
import { median, computeSpread } from '../../statistics/spread.js';
import { timedRounds, type TimedRounds } from '../../scaling/timedRounds.js';
import { expandScenario } from '../../scenario/expand.js';
import type { Scenario } from '../../scenario/scenario.js';
import { parseChoice, several, wholeNumber } from '../arguments.js';
import { openCatalogue, takesModules } from '../modules.js';
import { type ScenarioOptions, loadScenarioArgument } from '../scenarioFile.js';

const PHASES = ['gradients', 'attack', 'aggregation', 'update'] as const;

interface RoundsOptions extends ScenarioOptions {
  readonly threads?: string;
  readonly task?: string;
}

interface Benchmark {
  readonly name: string;
  readonly scenario: Scenario;
}

/** `krumble bench rounds` */
export function benchRoundsCommand(): Command {
  return takesModules(new Command('rounds'))
    .description('median time of a round, and of its phases')
    .argument('[scenarios...]', 'YAML files or names (default: each task whose data is here, each defense)')
    .option('--task <name>', 'without scenarios, only this task')
    .option('--rounds <n>', 'rounds to measure of each, after 3 to warm up', '20')
    .option('--threads <n>', 'threads that actors run on (default: what this machine can run at once)')
    .option('--set <path=value>', 'change a field of the scenarios; may be given several times', several)
    .addHelpText('after', '\nExample: krumble bench rounds mnist-little-vs-krum --threads 2')
    .action(benchRounds);
}

async function benchRounds(scenarios: readonly string[], options: RoundsOptions): Promise<void> {
  const rounds = wholeNumber('--rounds', options.rounds ?? '20', 5, 100_000);
  const threads =
    options.threads === undefined ? undefined : wholeNumber('--threads', options.threads, 1, THREADS_MAX);
  const catalogue = await openCatalogue(options);
  const named = (name: string) => ({
    name: printable(name),
    scenario: loadScenarioArgument(name, { set: options.set ?? [] }, catalogue),
  });
  const jobs = scenarios.length > 0 ? scenarios.map(named) : listBenchmarks(options.task, catalogue);
  for (const job of jobs) {
    try {
      const { every } = job.scenario.evaluation;
      const training = await timedRounds(job.scenario, { rounds, threads, catalogue, every: Infinity });
      const evaluated = await timedRounds(job.scenario, { rounds, threads, catalogue, every });
      process.stdout.write(`${describe(job, training, evaluated)}\n`);
    } catch (error) {
      if (scenarios.length > 0 || !(error instanceof DataError)) throw error;
      process.stdout.write(`${printable(`${job.name}: left out. ${error.message}`)}\n`);
    }
  }
}

/** Of a network with more parameters than this, an epoch takes hours. */
const PARAMETERS_MAX = 1_000_000;
const FEW = { count: 7, corrupted: 1, batch: 4 };

/**
 * Each task, under the first attack there is, against each defense.
 * Of a deep network some workers with few images.
 */
function listBenchmarks(only: string | undefined, catalogue: Catalogue): Benchmark[] {
  const { tasks, rules, attacks, localUpdates } = catalogue;
  const names = tasks.map(({ name }) => name);
  const wanted = only === undefined ? names : [parseChoice('--task', only, names)];
  const [{ name: attack }] = attacks;
  return wanted.flatMap((task) => {
    const { model } = findEntries(catalogue, expandScenario({ task }, { catalogue }));
    const isDeep = parameterCount(model) > PARAMETERS_MAX;
    return rules.map(({ name: rule }) => {
      const workers = isDeep ? { ...FEW, reports: localUpdates[0].name } : { corrupted: 12 };
      const input = {
        task,
        workers,
        attack: { name: attack, z: 1 },
        defense: { rule },
        evaluation: { every: 5 },
      };
      return { name: `${task}, ${attack} against ${rule}`, scenario: expandScenario(input, { catalogue }) };
    });
  });
}

function describe({ name, scenario }: Benchmark, training: TimedRounds, evaluated: TimedRounds): string {
  const { threads, timings } = training;
  const { median: middle, lower, upper } = computeSpread(timings.map(({ durationMs }) => durationMs));
  const busy = PHASES.map(
    (phase) => `${phase} ${median(timings.map(({ busyMs }) => busyMs[phase])).toFixed(1)}`,
  );
  const withEvaluation = cycleMs(evaluated.timings, scenario.evaluation.every);
  const memory = Math.max(...[...timings, ...evaluated.timings].map(({ memoryBytes }) => memoryBytes)) / 1e6;
  return [
    `${name}: ${threads} ${threads === 1 ? 'thread' : 'threads'}, ${timings.length} rounds`,
    `  median ms a round (quartiles): ${middle.toFixed(1)} (${lower.toFixed(0)} to ${upper.toFixed(0)}) without evaluation`,
    `  evaluated every ${scenario.evaluation.every}: ${withEvaluation.toFixed(1)} (${signed(100 * (withEvaluation / middle - 1))}%)`,
    `  median busy ms, all threads: ${busy.join(', ')}`,
    `  memory at most ${memory.toFixed(0)} MB`,
  ].join('\n');
}

/**
 * A round where some are evaluated: the median over as many
 * rounds as lie between two evaluations, divided by their number.
 */
function cycleMs(timings: readonly RoundTiming[], every: number): number {
  const length = Math.min(every, timings.length);
  const cycles = Array.from({ length: timings.length - length + 1 }, (_, from) =>
    timings.slice(from, from + length).reduce((sum, { durationMs }) => sum + durationMs, 0),
  );
  return median(cycles) / length;
}

function signed(value: number): string {
  return `${value < 0 ? '' : '+'}${value.toFixed(0)}`;
}
