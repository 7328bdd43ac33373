import path from 'node:path';
import { Command } from 'commander';
import { shellWord } from '../../errors/shellWord.js';
import { isBegun } from '../../runs/runKey.js';
import { wrapText } from '../../ui/draw/wrapText.js';
import { wholeNumber } from '../arguments.js';
import { askHere, playHere } from '../playHere.js';
import { readStops, type Stop } from '../../scenario/lesson.js';
import { earlierStops, stopArguments } from '../lessonStops.js';

const FOLDER = 'runs/lesson';
const COLUMNS_MAX = 100;
const QUESTION = 'enter plays it · s skips it · b goes back · q leaves: ';

/** `krumble lesson [STOP]` */
export function lessonCommand(): Command {
  const { length } = readStops();
  return new Command('lesson')
    .description(
      `what attacks do to distributed learning, in ${length} stops of a minute: each says what it runs`,
    )
    .argument('[stop]', `where to begin, 1 to ${length}`)
    .addHelpText(
      'after',
      `\nRuns are kept in ${FOLDER}. Where the output is no terminal, all stops are printed.\nExample: krumble lesson 4`,
    )
    .action(lesson);
}

async function lesson(given?: string): Promise<void> {
  const stops = readStops();
  const first = given === undefined ? 0 : wholeNumber('stop', given, 1, stops.length) - 1;
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    for (let index = first; index < stops.length; index++) tell(stops, index);
    return;
  }
  let index = first;
  while (index < stops.length) {
    tell(stops, index);
    const answer = await ask();
    if (answer === 'q') break;
    if (answer === 'b') index = Math.max(0, index - 1);
    if (answer === '') await play(stops, index);
    if (answer === '' || answer === 's') index++;
  }
  process.stdout.write(
    index < stops.length ? `krumble lesson ${index + 1} goes on here\n` : 'That was the lesson.\n',
  );
}

function tell(stops: readonly Stop[], index: number): void {
  const { title, text } = stops[index];
  const columns = Math.min(COLUMNS_MAX, process.stdout.columns ?? COLUMNS_MAX);
  const command = ['krumble', ...stopArguments(stops, index, FOLDER)].map(shellWord).join(' ');
  const lines = [
    '',
    `${index + 1} of ${stops.length}: ${title}`,
    '',
    ...wrapText(text, columns),
    '',
    `  ${command}`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** The first letter of what is typed; q at the end of the input and on ctrl-c. */
async function ask(): Promise<string> {
  return (await askHere(QUESTION))?.trim().toLowerCase().slice(0, 1) ?? 'q';
}

/** Runs the command of a stop on this terminal, until it ends. */
async function play(stops: readonly Stop[], index: number): Promise<void> {
  const missing = earlierStops(stops[index]).find((stop) => !isBegun(path.join(FOLDER, String(stop))));
  if (missing !== undefined) {
    process.stdout.write(
      `this needs the run of stop ${missing}, which was not played: krumble lesson ${missing}\n`,
    );
    return;
  }
  await playHere(stopArguments(stops, index, FOLDER));
}
