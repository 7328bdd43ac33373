import { Command } from 'commander';
import { openSimulation } from '../../rounds/simulation.js';
import type { RoundTiming } from '../../rounds/round.js';
import { isEvaluated, type Scenario } from '../../scenario/scenario.js';
import { several, wholeNumber } from '../arguments.js';
import { benchScalingCommand } from './benchScaling.js';
import { type ScenarioOptions, scenarioOf } from '../scenarioFile.js';

const WARM_UP_ROUNDS = 3;
const SCENARIOS = [
  'mnist-little-vs-mean',
  'mnist-little-vs-krum',
  'mnist-little-vs-trimmed-mean',
  'mnist-little-vs-bulyan',
];
const PHASES = ['gradients', 'attack', 'aggregation', 'update', 'evaluation'] as const;

interface BenchOptions extends ScenarioOptions {
  readonly threads?: string;
}

/** `krumble bench rounds` */
export function benchCommand(): Command {
  return new Command('bench')
    .description('measure speed on this machine')
    .addCommand(
      new Command('rounds')
        .description('median time of a round, and of its phases')
        .argument('[scenarios...]', 'YAML files or names (default: MNIST against each defense)')
        .option('--rounds <n>', 'rounds to measure of each, after 3 to warm up', '20')
        .option('--threads <n>', 'threads that actors run on (default: what this machine can run at once)')
        .option('--set <path=value>', 'change a field of the scenarios; may be given several times', several)
        .addHelpText('after', '\nExample: krumble bench rounds mnist-little-vs-krum --threads 2')
        .action(benchRounds),
    )
    .addCommand(benchScalingCommand());
}

async function benchRounds(scenarios: readonly string[], options: BenchOptions): Promise<void> {
  const rounds = wholeNumber('--rounds', options.rounds ?? '20', 5, 100_000);
  const threads =
    options.threads === undefined ? undefined : wholeNumber('--threads', options.threads, 1, 1024);
  const names = scenarios.length > 0 ? scenarios : SCENARIOS;
  const chosen = names.map((name) =>
    scenarioOf(name, { set: options.set ?? [], rounds: String(rounds + WARM_UP_ROUNDS) }),
  );
  for (const [index, scenario] of chosen.entries()) await benchScenario(names[index], scenario, threads);
}

async function benchScenario(name: string, scenario: Scenario, threads: number | undefined): Promise<void> {
  const simulation = await openSimulation(scenario, { threads });
  try {
    const timings: RoundTiming[] = [];
    for await (const { timing, record } of simulation.rounds()) {
      if (record.round >= WARM_UP_ROUNDS) timings.push(timing);
    }
    process.stdout.write(`${describe(name, scenario, simulation.threads, timings)}\n`);
  } finally {
    await simulation.close();
  }
}

function describe(
  name: string,
  scenario: Scenario,
  threads: number,
  timings: readonly RoundTiming[],
): string {
  const trained = timings.filter(({ round }) => !isEvaluated(scenario, round));
  const evaluated = timings.filter(({ round }) => isEvaluated(scenario, round));
  const busy = PHASES.map((phase) => {
    const of = phase === 'evaluation' ? evaluated : trained;
    return `${phase} ${median(of.map(({ busyMs }) => busyMs[phase]))}`;
  });
  const memory = Math.max(...timings.map(({ memoryBytes }) => memoryBytes)) / 1e6;
  return [
    `${name}: ${threads} ${threads === 1 ? 'thread' : 'threads'}, ${timings.length} rounds`,
    `  median ms a round: ${spread(trained)} without evaluation, ${spread(evaluated)} with`,
    `  median busy ms, all threads: ${busy.join(', ')}`,
    `  memory at most ${memory.toFixed(0)} MB`,
  ].join('\n');
}

function spread(timings: readonly RoundTiming[]): string {
  if (timings.length === 0) return '-';
  const durations = timings.map(({ durationMs }) => durationMs);
  return `${median(durations)} (${Math.min(...durations).toFixed(0)} to ${Math.max(...durations).toFixed(0)})`;
}

function median(values: readonly number[]): string {
  if (values.length === 0) return '-';
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const value = sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  return value.toFixed(1);
}
