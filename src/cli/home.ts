import { builtIn } from '../catalogue/builtIn.js';
import { InputError } from '../errors/inputError.js';
import { printable } from '../errors/show.js';
import { deleteFolder } from '../sweeps/deleteFolder.js';
import type { HomeChoice } from '../ui/homeKeys.js';
import { FIRST_GAZE, type HomeGaze, type HomeTab } from '../ui/homeViewModel.js';
import { EXIT } from './exitCodes.js';
import { buildHomeTabs } from './homeTabs.js';
import { takeInterrupt } from './interrupt.js';
import { RUNS_FOLDER } from './listRuns.js';
import { openHome } from './observers.js';
import { askHere, playHere } from './playHere.js';
import { chosenTheme } from './themeOption.js';
import { bundledScenarios, loadScenarioArgument } from './scenarioFile.js';

const BACK = 'enter goes back: ';

/** `krumble` alone on a terminal: what there is to look at and to run, until somebody leaves. */
export async function home({ ascii }: { readonly ascii: boolean }): Promise<void> {
  const scenarios = bundledScenarios().map((name) => ({
    name,
    title: loadScenarioArgument(name, {}, builtIn).name,
  }));
  let gaze = FIRST_GAZE;
  for (;;) {
    const tabs = buildHomeTabs(scenarios);
    const { choice, gaze: left } = await untilAsked({ ascii, tabs, gaze: keepThere(gaze, tabs) });
    if (choice.does === 'leave') return;
    gaze = { ...left, ...(await act(choice, { ascii, opensRuns: tabs[left.open].isFolders })) };
  }
}

/** Somebody leaves too when a signal asks to stop, as that of a terminal that is closed. */
async function untilAsked(options: { ascii: boolean; tabs: readonly HomeTab[]; gaze: HomeGaze }) {
  const controller = new AbortController();
  const interrupt = takeInterrupt(() => controller.abort(), EXIT.done);
  try {
    return await openHome({ ...options, signal: controller.signal });
  } finally {
    interrupt.release();
  }
}

/** Does what somebody asked for, on this terminal. Returns what is to be told of it. */
async function act(
  choice: HomeChoice,
  { ascii, opensRuns }: { readonly ascii: boolean; readonly opensRuns: boolean },
): Promise<Partial<HomeGaze>> {
  const theme = chosenTheme();
  const look = [...(ascii ? ['--ascii'] : []), ...(theme === 'auto' ? [] : ['--theme', theme])];
  switch (choice.does) {
    case 'open':
      await playAndRead([opensRuns ? 'watch' : 'run', choice.key, ...look]);
      // The run that was made is the newest: there it is seen.
      return opensRuns ? {} : { ...FIRST_GAZE };
    case 'compare':
      await playHere(['compare', ...choice.keys, ...look]);
      await askHere(BACK);
      return {};
    case 'report': {
      const file = `${choice.key}.html`;
      const isDone = await playAndRead(['report', choice.key, '-o', file]);
      return { incident: isDone ? `the page is in ${printable(file)}` : null };
    }
    case 'delete':
      return { incident: tryToDelete(choice.key) };
    default:
      return {};
  }
}

function tryToDelete(folder: string): string {
  try {
    deleteFolder(folder, RUNS_FOLDER);
    return `${printable(folder)} is deleted`;
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}

/** What was marked and has gone is marked no more. */
function keepThere(gaze: HomeGaze, [runs]: readonly HomeTab[]): HomeGaze {
  const keys = new Set(runs.rows.map(({ key }) => key));
  return { ...gaze, marked: gaze.marked.filter((key) => keys.has(key)) };
}

/** Returns whether all went well; what is wrong stays on the terminal until it has been read. */
async function playAndRead(words: readonly string[]): Promise<boolean> {
  const code = await playHere(words);
  if (code !== EXIT.done && code !== EXIT.interrupted) await askHere(BACK);
  return code === EXIT.done;
}
