import { Command, CommanderError } from 'commander';
import { isSystemError, systemProblem } from '../errors/systemError.js';
import { printable, showText } from '../errors/show.js';
import { benchCommand } from './commands/bench.js';
import { branchCommand } from './commands/branch.js';
import { checkCommand } from './commands/check.js';
import { compareCommand } from './commands/compare.js';
import { dataCommand } from './commands/data.js';
import { doctorCommand } from './commands/doctor.js';
import { listCommand } from './commands/list.js';
import { replayCommand } from './commands/replay.js';
import { reportCommand } from './commands/report.js';
import { reproduceCommand } from './commands/reproduce.js';
import { resumeCommand } from './commands/resume.js';
import { runCommand } from './commands/run.js';
import { sweepCommand } from './commands/sweep.js';
import { verifyCommand } from './commands/verify.js';
import { zmaxCommand } from './commands/zmax.js';
import { workerCommand } from './commands/worker.js';
import { EXIT, exitCodeOf } from './exitCodes.js';
import { watchCommand } from './commands/watch.js';
import { version } from './version.js';

const MESSAGE_MAX = 1000;

const HELP = `
Examples:
  krumble run mnist-little-vs-krum                     a scenario that comes with krumble
  krumble run my.yaml --set attack.z=1 --rounds 50     a file of yours, with changes
  krumble run mnist-little-vs-mean --ui json > rounds.jsonl
  krumble watch runs/mnist-little-vs-krum              look at a recorded run, or at one that is running
  krumble replay runs/mnist-little-vs-krum             play a recorded run again, compare every bit
  krumble branch runs/mnist-little-vs-krum --from 40 --set defense.rule=bulyan
  krumble check my.yaml                                the scenario with every default filled in
  krumble zmax --workers 50 --corrupted 24             how strong an attack may be

Exit codes: 0 done, 1 a fault of krumble, 2 a mistake in arguments, scenario or files, 3 a replay diverged,
4 data missing or damaged, 130 interrupted.`;

/** Runs the command that argv names and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  tolerateLostOutput();
  const program = new Command('krumble')
    .description('Watch distributed learning break, and replay exactly how.')
    .version(version())
    .option('--no-color', 'no colours (as with NO_COLOR set)')
    .configureOutput({
      outputError: (text, write) => {
        const problem = text.replace(/^error: /, '').trimEnd();
        write(`krumble: ${showText(problem, MESSAGE_MAX)} (krumble --help lists commands and options)\n`);
      },
    })
    .addHelpText('after', HELP)
    .exitOverride();
  const commands = [
    ...[runCommand, watchCommand, replayCommand, resumeCommand, branchCommand, compareCommand, verifyCommand],
    ...[checkCommand, listCommand, zmaxCommand, dataCommand, benchCommand, doctorCommand],
    ...[reproduceCommand, sweepCommand, workerCommand, reportCommand],
  ];
  for (const command of commands) program.addCommand(inherit(program, command()));
  try {
    if (argv.length <= 2) program.help();
    await program.parseAsync([...argv]);
  } catch (error) {
    process.exitCode = exitCodeOf(error);
    if (!(error instanceof CommanderError)) report(error);
  }
}

function inherit(program: Command, command: Command): Command {
  command.copyInheritedSettings(program);
  for (const child of command.commands) inherit(program, child);
  return command;
}

/** One clear line for what the user can mend; below it the stack of a fault of krumble's own. */
function report(error: unknown): void {
  const { message } = error as Error;
  const lines = String(message ?? error).split('\n');
  process.stderr.write(`krumble: ${lines.map((line) => showText(line, MESSAGE_MAX)).join('\n')}\n`);
  let origin = error as Error & { code?: unknown };
  while (origin.cause instanceof Error) origin = origin.cause;
  const isOurs = typeof origin.code === 'string' && origin.code.startsWith('KRUMBLE_');
  if (isOurs || isSystemError(origin) || !origin.stack) return;
  process.stderr.write(`${origin.stack.split('\n').map(printable).join('\n')}\n`);
}

/**
 * Output that nobody reads any more (`| head`) is no fault: what is written then is dropped. Results that cannot be
 * written are one, progress is not.
 */
function tolerateLostOutput(): void {
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`krumble: standard output: ${systemProblem(error)}\n`);
    process.exitCode = EXIT.fault;
  });
}
