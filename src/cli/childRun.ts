import { spawn } from 'node:child_process';
import { setPriority } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Catalogue } from '../catalogue/catalogue.js';
import { nodeFlags } from '../cluster/nodeFlags.js';
import { DataError } from '../errors/dataError.js';
import { InputError } from '../errors/inputError.js';
import { InvariantError } from '../errors/invariantError.js';
import { isSystemError, systemProblem } from '../errors/systemError.js';
import { checkCurrentFolder } from '../files/checkCurrentFolder.js';
import { disk } from '../files/disk.js';
import { writeWhole } from '../files/writeWhole.js';
import { isLocked } from '../runs/lock.js';
import { finishedResult, isBegun } from '../runs/runKey.js';
import { toYaml } from '../scenario/print.js';
import type { Scenario } from '../scenario/scenario.js';
import { EXIT } from './exitCodes.js';
import { PROGRAM_FILE } from './programFile.js';

/** A scenario to be run, and the folder of its run. */
export interface RunRequest {
  readonly scenario: Scenario;
  readonly folder: string;
}

/** An errand under way. */
export interface ChildRun {
  /**
   * Ends with whether the run is complete.
   * Rejects with what the process said when it failed: an InputError where the run is refused,
   * a DataError or an InvariantError.
   */
  readonly ended: Promise<boolean>;
  /** Asks it to end after its round. */
  readonly stop: () => void;
}

const STOP = 'SIGINT';
/** How long a run's last round may take in a process whose own sweep is gone. */
const LAST_ROUND_MS = 30_000;
const LOOK_MS = 100;

/**
 * Begins a run in a process of its own, or goes on with it where
 * it was begun; the scenario is written beside its folder.
 * The process ends after its round when this one is gone. `nice`: how far it is below others in priority.
 */
export async function startChildRun(
  request: RunRequest,
  threads: number,
  catalogue: Catalogue,
  nice = 0,
): Promise<ChildRun> {
  const file = await writeScenario(request);
  await untilUnlocked(request.folder);
  return runProcess(request, file, { threads, catalogue, nice });
}

/** A sweep that was killed leaves processes that end after their round: until then their runs are theirs. */
async function untilUnlocked(folder: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < LAST_ROUND_MS && isLocked(folder); waitedMs += LOOK_MS) {
    await sleep(LOOK_MS);
  }
}

/** Returns the file. */
async function writeScenario({ scenario, folder }: RunRequest): Promise<string> {
  const file = `${folder}.yaml`;
  checkCurrentFolder();
  try {
    await disk.makeFolder(path.dirname(file));
    await writeWhole(disk, file, toYaml(scenario, path.dirname(file)));
    return file;
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    throw new InputError({ place: { file }, problem: `cannot be written: ${systemProblem(cause)}` });
  }
}

function runProcess(
  { scenario, folder }: RunRequest,
  file: string,
  { threads, catalogue, nice }: { threads: number; catalogue: Catalogue; nice: number },
): ChildRun {
  const use = catalogue.modules.flatMap(({ path: module }) => ['--use', module]);
  const how = ['--threads', String(threads), '--ui', 'quiet', ...use];
  const every = String(Math.max(10, Math.ceil(scenario.training.rounds / 8)));
  const args = isBegun(folder)
    ? ['resume', folder, ...how]
    : ['run', file, '--out', folder, '--checkpoint-every', every, ...initialArguments(scenario), ...how];
  // With the flags of Node.js that this process has.
  // In a group of its own: ctrl-c reaches it through us, once.
  // By the channel it knows that we live.
  const child = spawn(process.execPath, [...nodeFlags(), PROGRAM_FILE, ...args], {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  if (nice > 0) lowerPriority(child.pid, nice);
  let said = '';
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-4000)));
  const ended = new Promise<boolean>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      // Stopped, by signal where it could not take it any more:
      // its last round may have been recorded all the same.
      const isStopped = code === EXIT.interrupted || signal === STOP;
      if (code === EXIT.done) resolve(true);
      else if (isStopped)
        resolve(Promise.resolve(folder).then((at) => finishedResult(at, undefined, catalogue) !== null));
      else reject(buildChildRunError(folder, signal ?? code, said.trim()));
    });
  });
  return { ended, stop: () => void child.kill(STOP) };
}

/** Where a system does not let it, the process is as urgent as any other. */
function lowerPriority(pid: number | undefined, nice: number): void {
  try {
    if (pid !== undefined) setPriority(pid, nice);
  } catch {
    // it only takes more of the processor than it should
  }
}

/** What a process that failed said; a data set that is missing is nobody's fault, and told as it was. */
function buildChildRunError(folder: string, how: string | number | null, said: string): Error {
  if (how === EXIT.data) return new DataError(said.replace(/^krumble: /, ''));
  if (how === EXIT.input) {
    return new InputError({ place: { file: folder }, problem: `refused: ${said.replace(/^krumble: /, '')}` });
  }
  const ending = typeof how === 'number' ? `exit code ${how}` : how;
  return new InvariantError(`${folder}: the run ended with ${ending}: ${said}`);
}

/** A file that lies elsewhere than the scenario may be named by an option only. */
function initialArguments({ training }: Scenario): string[] {
  if (training.initial === null) return [];
  return ['--set', `training.initial=${JSON.stringify(path.resolve(training.initial))}`];
}
