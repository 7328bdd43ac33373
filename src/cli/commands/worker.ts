import path from 'node:path';
import { Command } from 'commander';
import { invariant } from '../../errors/invariantError.js';
import { showText } from '../../errors/show.js';
import { formatServer, parseRedisUrl } from '../../queue/address.js';
import { simd } from '../../kernels/simd.js';
import { makeFolder } from '../../files/makeFolder.js';
import type { Job } from '../../queue/queue.js';
import { nameBuild } from '../../runs/build.js';
import { checkSweepFolder } from '../../sweeps/sweepFolder.js';
import { type SweptResult, sweptResultIn } from '../../sweeps/sweptResult.js';
import { countCores } from '../../files/machineLimits.js';
import { describeOutcome } from '../../ui/describeOutcome.js';
import { wholeNumber } from '../arguments.js';
import { type ChildRun, startChildRun } from '../childRun.js';
import { processesMax } from '../runPool.js';
import { EXIT } from '../exitCodes.js';
import { takeInterrupt } from '../interrupt.js';
import { closeConnection } from '../closeConnection.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';
import { version } from '../version.js';

const SAID_MAX = 600;

interface WorkerOptions extends ModuleOptions {
  readonly redis: string;
  readonly out: string;
  readonly atOnce?: string;
}

/** `krumble worker --redis URL` */
export function workerCommand(): Command {
  return takesModules(new Command('worker'))
    .description('make the runs of sweeps that are waiting on a Redis server, until ctrl-c')
    .requiredOption('--redis <url>', 'the server, as in redis://HOST:6379; rediss:// encrypts')
    .option('--out <folder>', 'where this worker keeps its runs; no other may write there', 'runs/worker')
    .option(
      '--at-once <n>',
      'runs that are made at once, in a process each (default: as many as there are cores)',
    )
    .addHelpText('after', '\nExample: krumble worker --redis redis://10.0.0.5:6379')
    .action(worker);
}

async function worker({ redis, out, atOnce: given, use = [] }: WorkerOptions): Promise<void> {
  const url = parseRedisUrl(redis);
  const catalogue = await openCatalogue({ use });
  const atOnce = given === undefined ? processesMax() : wholeNumber('--at-once', given, 1, 1024);
  const threads = Math.max(1, Math.floor(countCores() / atOnce));
  simd(); // a machine that cannot compute takes no jobs
  checkSweepFolder(out);
  const { connectTo, runJobs } = await import('../../queue/queue.js');
  const say = (text: string) => void process.stderr.write(`${showText(text, SAID_MAX)}\n`);
  const connection = await connectTo(redis, say);
  const running = new Set<ChildRun>();
  const interrupt = takeInterrupt(() => {
    say('stopping after the rounds that are running; other workers, or this one later, go on');
    for (const { stop } of running) stop();
  });
  const { signal } = interrupt;
  const work = async ({ run, scenario }: Job): Promise<SweptResult | null> => {
    const folder = path.join(out, run);
    const childRun = await startChildRun({ scenario, folder }, threads, catalogue);
    running.add(childRun);
    if (signal.aborted) childRun.stop();
    say(`${run} begun: ${scenario.name}, seed ${scenario.seed}`);
    const isDone = await childRun.ended.finally(() => running.delete(childRun));
    if (!isDone) return null;
    const result = sweptResultIn(folder, catalogue);
    invariant(result !== null, `${folder}: the run is done, and has no result`);
    say(`${run} done: ${describeOutcome(result)}, digest ${result.digest ?? '-'}`);
    return result;
  };
  try {
    makeFolder(path.resolve(out), '--out');
    say(`waiting for runs of krumble ${nameBuild(version())} from ${formatServer(url)}, ${atOnce} at once`);
    const { alarmed } = await runJobs({
      ...{ redis: connection, version: nameBuild(version()), catalogue, atOnce, work, say, signal },
    });
    if (alarmed) process.exitCode = EXIT.diverged;
  } finally {
    interrupt.release();
    closeConnection(connection);
  }
}
