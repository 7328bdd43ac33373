import path from 'node:path';
import { Command } from 'commander';
import { builtIn } from '../../catalogue/builtIn.js';
import { entryNamed } from '../../catalogue/catalogue.js';
import type { DataSetEntry } from '../../data/dataSetEntry.js';
import { DataError } from '../../errors/dataError.js';
import { showText } from '../../errors/show.js';
import { makeFolder } from '../../files/makeFolder.js';
import { simd } from '../../kernels/simd.js';
import { describeTable, tableInMarkdown } from '../../ui/describeTable.js';
import { estimateCost } from '../../paper/estimateCost.js';
import { reproduced } from '../../paper/reproduced.js';
import { type Cell, type Table, TABLES, TASKS } from '../../paper/table.js';
import { buildTable } from '../../paper/tables.js';
import { nameBuild } from '../../runs/build.js';
import { takeLock } from '../../runs/lock.js';
import { finishedResult, runKey } from '../../runs/runKey.js';
import type { Result } from '../../runs/result.js';
import type { Scenario } from '../../scenario/scenario.js';
import { describeOutcome } from '../../ui/describeOutcome.js';
import { parseChoice, wholeNumber } from '../arguments.js';
import type { RunRequest } from '../childRun.js';
import { runWithProgress } from '../runPoolProgress.js';
import { EXIT } from '../exitCodes.js';
import { mustBeWritable, writeOutput } from '../outputFile.js';
import { version } from '../version.js';

interface ReproduceOptions {
  readonly task: string;
  readonly rounds?: string;
  readonly seeds: string;
  readonly only?: string;
  readonly out: string;
  readonly markdown?: string;
  readonly dryRun?: boolean;
}

const PATH_MAX = 4096;

/** `krumble reproduce table1|table2|figure2` */
export function reproduceCommand(): Command {
  return new Command('reproduce')
    .description('run what a table or figure of the paper was made of, and print it beside our own numbers')
    .argument('<table>', TABLES.join(', '))
    .option('--task <name>', Object.keys(TASKS).join(', '), 'mnist')
    .option('--rounds <n>', 'rounds of each run (default: the paper’s, 150 for MNIST, 400 for CIFAR-10)')
    .option('--seeds <n>', 'how often each is run, with seeds 1, 2, ...', '1')
    .option('--only <text>', 'only the cells that have this in their row or column, such as Krum')
    .option('--out <folder>', 'where runs are kept and found again', 'runs/paper')
    .option('--markdown <file>', 'write the table there, too, with the digest of every run')
    .option('--dry-run', 'list the runs and which of them are there')
    .addHelpText(
      'after',
      '\nCan be interrupted at any time: the same command goes on, and runs nothing twice.' +
        '\nExample: krumble reproduce table1 --task mnist --seeds 3',
    )
    .action(reproduce);
}

async function reproduce(name: string, options: ReproduceOptions): Promise<void> {
  const table = chosenTable(name, options);
  mustBeWritable('--markdown', options.markdown);
  const nameFolder = (cell: Cell, index: number) =>
    path.join(options.out, runKey(cell.scenarios[index], nameBuild(version())));
  const results = new Map<string, Result | null>();
  const look = (folder: string) => {
    const result = finishedResult(folder);
    results.set(folder, result);
    return result;
  };
  const all = table.cells.flatMap((cell) =>
    cell.scenarios.map((scenario, k) => ({ scenario, folder: nameFolder(cell, k) })),
  );
  const missing = all
    .filter(({ folder }) => look(folder) === null)
    .sort((a, b) => estimateCost(a.scenario) - estimateCost(b.scenario)); // what is there soonest first
  if (options.dryRun) return listRuns(table, all, results);
  const isDone = missing.length === 0 || (await runMissing(table, missing, { out: options.out, look }));
  if (!isDone) process.exitCode = EXIT.interrupted;

  const findResult = (cell: Cell, index: number) => results.get(nameFolder(cell, index)) ?? null;
  const cells = reproduced(table, findResult);
  process.stdout.write(`${describeTable(table, cells, process.stdout.columns ?? Infinity)}\n`);
  if (!options.markdown) return;
  const text = tableInMarkdown(table, cells, (cell, index) => findResult(cell, index)?.digest ?? null);
  await writeOutput('--markdown', options.markdown, text);
}

function chosenTable(name: string, options: ReproduceOptions): Table {
  const task = TASKS[parseChoice('--task', options.task, Object.keys(TASKS) as (keyof typeof TASKS)[])];
  const extent = {
    rounds: options.rounds === undefined ? null : wholeNumber('--rounds', options.rounds, 1, 1_000_000),
    seeds: wholeNumber('--seeds', options.seeds, 1, 1000),
  };
  const table = buildTable(parseChoice('reproduce', name, TABLES), task, extent);
  const { only } = options;
  if (only === undefined) return table;
  const places = table.cells.map(({ row, column }) => `${row}, ${column}`);
  const cells = table.cells.filter((_, k) => places[k].toLowerCase().includes(only.toLowerCase()));
  if (cells.length === 0) parseChoice('--only', only, places);
  return { ...table, cells };
}

function listRuns(
  { task }: Table,
  all: readonly RunRequest[],
  results: ReadonlyMap<string, Result | null>,
): void {
  const needed = whatIsNeeded(task);
  if (needed !== null) process.stderr.write(`needed first: ${showText(needed, PATH_MAX)}\n`);
  for (const { scenario, folder } of all) {
    const result = results.get(folder);
    const state = result ? `there, ${describeResult(result)}` : 'not there yet';
    process.stdout.write(`${buildLabel(scenario)}: ${state}: ${showText(folder, PATH_MAX)}\n`);
  }
}

/** The data set of a task. */
function setOf(task: Table['task']): DataSetEntry {
  return entryNamed(builtIn, 'dataSets', entryNamed(builtIn, 'tasks', task).dataSet);
}

/** What is to be done before a task's cells can be run; null: nothing. */
function whatIsNeeded(task: Table['task']): string | null {
  try {
    setOf(task).load();
    return null;
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return error.message;
  }
}

/** Runs what is missing and says how it goes. False: somebody asked to stop. */
async function runMissing(
  table: Table,
  missing: readonly RunRequest[],
  { out, look }: { readonly out: string; readonly look: (folder: string) => Result | null },
): Promise<boolean> {
  simd();
  setOf(table.task).load(); // a machine or a set that is missing is told before anything is begun
  makeFolder(path.resolve(out), '--out');
  const lock = takeLock(out, 'reproduction');
  try {
    return await runWithProgress(
      missing,
      builtIn,
      ({ scenario, folder }) => `${buildLabel(scenario)}: ${describeResult(look(folder))}`,
    );
  } finally {
    lock.release();
  }
}

function describeResult(result: Result | null): string {
  const { accuracyMax = null, overflow = null } = result ?? {};
  return describeOutcome({ accuracyMax, overflowRound: overflow?.round ?? null });
}

function buildLabel({ name, seed, attack }: Scenario): string {
  return `${name}${'image' in attack ? `, image ${String(attack.image)}` : ''}, seed ${seed}`;
}
