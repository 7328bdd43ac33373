import { printable } from '../errors/show.js';
import { type ListedFolder, listFolders } from '../sweeps/listFolders.js';
import { describeFolder } from '../ui/describeFolders.js';
import type { HomeRow, HomeTab } from '../ui/homeViewModel.js';
import { RUNS_FOLDER } from './listRuns.js';
import { localTime } from './localTime.js';

/** A scenario that comes with krumble: the name that commands take, and what it is called. */
export interface NamedScenario {
  readonly name: string;
  readonly title: string;
}

/** The lists of the home screen, read from the folder of runs now. */
export function buildHomeTabs(scenarios: readonly NamedScenario[]): HomeTab[] {
  const { folders, leftOut } = listFolders(RUNS_FOLDER);
  const rowsFor = (kind: ListedFolder['kind']) => folders.filter((one) => one.kind === kind).map(folderRow);
  const older = leftOut > 0 ? ` (${leftOut} older ones are left out)` : '';
  return [
    {
      ...{ title: 'runs', opens: 'watches', isFolders: true, rows: rowsFor('run') },
      none: 'no run is here yet: 3 lists scenarios, and enter runs the selected one',
      heads: [`${RUNS_FOLDER}/${older}`, ...HEADS.slice(1)],
      forms: FORMS,
    },
    {
      ...{ title: 'sweeps', opens: 'watches', isFolders: true, rows: rowsFor('sweep') },
      none: 'no sweep is here yet: krumble sweep GRID makes one, krumble run SCENARIO --against mean,median too',
      heads: [`${RUNS_FOLDER}/${older}`, ...HEADS.slice(1)],
      forms: FORMS.map((form) => form.filter((index) => index !== END)),
    },
    {
      ...{ title: 'scenarios', opens: 'runs it', isFolders: false, none: 'none comes with krumble' },
      heads: ['', 'title'],
      forms: [[0, 1], [0]],
      rows: scenarios.map(({ name, title }) => ({
        ...{ key: name, cells: [name, printable(title)], isDamaged: false },
        about: [printable(title), `krumble run ${name}`],
      })),
    },
  ];
}

const HEADS = ['', 'state', 'done', 'end', 'best', 'changed', 'size'];
const END = HEADS.indexOf('end');
/**
 * Which of these are shown where all have no room: the time at which one looks for a run is the last to go.
 */
const FORMS = [
  [0, 1, 2, 3, 4, 5, 6],
  [0, 1, 2, 3, 4, 5],
  [0, 1, 3, 4, 5],
  [0, 1, 3, 4],
  [0, 1, 3],
];

function folderRow(listed: ListedFolder): HomeRow {
  const { folder, problem, name, kind, state, changedMs } = listed;
  const [shown, ...cells] = describeFolder(listed, localTime(changedMs));
  const [done, end, best, changed, size] = cells.slice(1);
  const isDamaged = state === 'damaged';
  const accuracies = kind === 'sweep' ? `best ${best}` : `${end} at the end, ${best} at best`;
  const about = isDamaged
    ? [`damaged: ${printable(problem ?? '')}`]
    : [shown, `${state}, ${done}`, accuracies, `${changed}, ${size}`, printable(name ?? '')];
  return { key: folder, cells: [inRuns(shown), ...cells.slice(0, -1)], about, isDamaged };
}

/** Without the folder that all are in. */
function inRuns(folder: string): string {
  return folder.slice(RUNS_FOLDER.length + 1);
}
