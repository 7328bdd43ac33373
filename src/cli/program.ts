import { Command, CommanderError } from 'commander';
import { ContractError } from '../errors/contractError.js';
import { InputError } from '../errors/inputError.js';
import { isSystemError, systemProblem } from '../errors/systemError.js';
import { printable, showBothEnds, showText } from '../errors/show.js';
import { explainError } from './explainError.js';
import { chooseExitCode, EXIT } from './exitCodes.js';
import { isAtHome, readLooks } from './isAtHome.js';
import { addThemeOption, chooseTheme } from './themeOption.js';
import { version } from './version.js';

const MESSAGE_MAX = 1000;

/**
 * Every command, in the order of the help.
 * Each is loaded when it is wanted: most need little of what there is.
 */
const COMMANDS: Readonly<Record<string, () => Promise<() => Command>>> = {
  run: async () => (await import('./commands/run.js')).runCommand,
  lesson: async () => (await import('./commands/lesson.js')).lessonCommand,
  watch: async () => (await import('./commands/watch.js')).watchCommand,
  replay: async () => (await import('./commands/replay.js')).replayCommand,
  resume: async () => (await import('./commands/resume.js')).resumeCommand,
  branch: async () => (await import('./commands/branch.js')).branchCommand,
  compare: async () => (await import('./commands/compare.js')).compareCommand,
  'explain-round': async () => (await import('./commands/explainRound.js')).explainRoundCommand,
  verify: async () => (await import('./commands/verify.js')).verifyCommand,
  why: async () => (await import('./commands/why.js')).whyCommand,
  pack: async () => (await import('./commands/pack.js')).packCommand,
  check: async () => (await import('./commands/check.js')).checkCommand,
  list: async () => (await import('./commands/list.js')).listCommand,
  aggregate: async () => (await import('./commands/aggregate.js')).aggregateCommand,
  explain: async () => (await import('./commands/explain.js')).explainCommand,
  zmax: async () => (await import('./commands/zmax.js')).zmaxCommand,
  data: async () => (await import('./commands/data.js')).dataCommand,
  bench: async () => (await import('./commands/bench.js')).benchCommand,
  doctor: async () => (await import('./commands/doctor.js')).doctorCommand,
  reproduce: async () => (await import('./commands/reproduce.js')).reproduceCommand,
  sweep: async () => (await import('./commands/sweep.js')).sweepCommand,
  worker: async () => (await import('./commands/worker.js')).workerCommand,
  report: async () => (await import('./commands/report.js')).reportCommand,
};

const HELP = `
Alone on a terminal krumble opens a list of the runs and sweeps below ./runs, and of scenarios to run.

Examples:
  krumble run mnist-little-vs-krum                     a scenario that comes with krumble
  krumble lesson                                       what attacks do, in nine stops that say what they run
  krumble run my.yaml --set attack.z=1 --rounds 50     a file of yours, with changes
  krumble run my.yaml --against mean,krum,bulyan       and with other defenses, side by side
  krumble run mnist-little-vs-mean --ui json > rounds.jsonl
  krumble watch runs/mnist-little-vs-krum              look at a recorded run, or at one that is running
  krumble replay runs/mnist-little-vs-krum             play a recorded run again, compare every bit
  krumble explain-round runs/mnist-little-vs-krum 20   why the rule chose so, and what others would have made of it
  krumble branch runs/mnist-little-vs-krum --from 40 --set defense.rule=bulyan
  krumble check my.yaml                                the scenario with every default filled in
  krumble explain krum                                 what a rule, an attack, ... is and can be told
  krumble run my.yaml --use my-rule.mjs                with a rule of your own
  krumble aggregate krum vectors.npy --f 2             a rule on vectors of your own
  krumble zmax --workers 50 --corrupted 24             how strong an attack may be

Exit codes: 0 done, 1 a fault of krumble or a run that cannot go on (a full disk, lost threads), 2 a mistake in
arguments, scenario or files, 3 a replay diverged, 4 data missing or damaged, 130 interrupted.`;

/** Runs the command that argv names and sets the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const isLost = tolerateLostOutput();
  if (await isAtHome(argv.slice(2))) return goHome(argv.slice(2));
  const program = addThemeOption(new Command('krumble'))
    .description('Watch distributed learning break, and replay exactly how.')
    .version(version())
    .option('--no-color', 'no colours (as with NO_COLOR set)')
    .configureOutput({
      outputError: (text, write) => {
        const problem = text
          .replace(/^error: /, '')
          .trimEnd()
          .replace(/\n/g, ' ');
        write(`krumble: ${showText(problem, MESSAGE_MAX)} (krumble --help lists commands and options)\n`);
      },
    })
    .addHelpText('after', HELP)
    .exitOverride();
  for (const command of await commandsFor(argv[2])) program.addCommand(inherit(program, command()));
  try {
    if (argv.length <= 2) program.help();
    await program.parseAsync([...argv]);
  } catch (thrown) {
    tellError(thrown);
  }
  // A run whose output cannot be written stops as by ctrl-c, but nobody asked it to.
  if (isLost() && process.exitCode === EXIT.interrupted) process.exitCode = EXIT.fault;
}

async function goHome(words: readonly string[]): Promise<void> {
  try {
    const { theme, ...looks } = readLooks(words);
    if (theme !== null) chooseTheme(theme);
    const { home } = await import('./home.js');
    await home(looks);
  } catch (thrown) {
    tellError(thrown);
  }
}

/** Sets the exit code; what is wrong with the words of a command is told already. */
function tellError(thrown: unknown): void {
  const error = explainError(thrown);
  process.exitCode = chooseExitCode(error);
  if (!(error instanceof CommanderError)) printError(error);
}

/** The command that is named; all of them where none is, for the help and for what is nearly a name. */
function commandsFor(name: string | undefined): Promise<(() => Command)[]> {
  const isOne = name !== undefined && Object.hasOwn(COMMANDS, name);
  return Promise.all((isOne ? [COMMANDS[name]] : Object.values(COMMANDS)).map((load) => load()));
}

function inherit(program: Command, command: Command): Command {
  command.copyInheritedSettings(program);
  for (const child of command.commands) inherit(program, child);
  return command;
}

/** One clear line for what the user can mend; below it the stack of a fault of krumble's own. */
function printError(error: unknown): void {
  const { message } = error as Error;
  const lines = String(message ?? error).split('\n');
  const isSeveral = error instanceof InputError && error.mistakes.length > 1;
  // Each mistake has a line that can be searched for; what is quoted beneath it is indented.
  const begin = (line: string, at: number) =>
    at === 0 || (isSeveral && !line.startsWith(' ')) ? 'krumble: ' : '';
  const shown = lines.map((line, at) => `${begin(line, at)}${showBothEnds(line, MESSAGE_MAX)}`);
  process.stderr.write(`${shown.join('\n')}\n`);
  if (error instanceof ContractError) return; // the stack of somebody's own module is theirs to take
  let origin = error as Error & { code?: unknown };
  while (origin.cause instanceof Error) origin = origin.cause;
  const isOurs = typeof origin.code === 'string' && origin.code.startsWith('KRUMBLE_');
  if (isOurs || isSystemError(origin) || !origin.stack) return;
  process.stderr.write(`${origin.stack.split('\n').map(printable).join('\n')}\n`);
}

/**
 * Output that nobody reads any more (`| head`) is no fault: what is written then is dropped.
 * Results that cannot be written are one, progress is not. Whether some could not be is what it returns.
 */
function tolerateLostOutput(): () => boolean {
  let isTold = false;
  process.stderr.on('error', () => undefined);
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    if (isTold) return; // each write that was waiting fails for itself
    isTold = true;
    process.stderr.write(`krumble: standard output: ${systemProblem(error)}\n`);
    process.exitCode = EXIT.fault;
  });
  return () => isTold;
}
