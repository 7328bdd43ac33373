import { printable } from '../../errors/show.js';
import { cutColumns } from '../textWidth.js';
import { HOME_KEYS } from '../homeKeys.js';
import { type HomeViewModel, selectedIn } from '../homeViewModel.js';
import { finished } from './finished.js';
import { drawHomeRows } from './homeRows.js';
import { countTablePages, drawKeyTable } from './keyTable.js';
import { joinFitting, type Line, pickFittingText } from './text.js';
import { FOOT_ROWS, HEAD_ROWS, type ViewSize } from './viewSize.js';

/** What is said of the selected row, beneath the list. */
const ABOUT_ROWS = 3;

/** The whole home screen, at most `rows` lines of at most `columns` columns. */
export function drawHomeScreen(viewModel: HomeViewModel, size: ViewSize): Line[] {
  const inner = Math.max(0, size.rows - FOOT_ROWS);
  const head = drawHead(viewModel, size);
  const picture =
    viewModel.keysPage === null
      ? [...head, ...drawList(viewModel, size)]
      : [...head, ...drawKeyTable(HOME_KEYS, viewModel.keysPage, inner - HEAD_ROWS)];
  const blank = Array.from({ length: Math.max(0, inner - picture.length) }, (): Line => []);
  const foot: Line[] = [
    [{ text: printable(viewModel.incident ?? ''), tone: 'alert' }],
    [{ text: hintText(viewModel, size), tone: viewModel.asked === null ? 'quiet' : 'alert' }],
  ];
  return finished([...picture.slice(0, inner), ...blank, ...foot], size);
}

/** How many rows the list has on a screen of such a size. */
export function countHomeRows({ rows }: Pick<ViewSize, 'rows'>): number {
  return Math.max(1, rows - HEAD_ROWS - 1 - ABOUT_ROWS - FOOT_ROWS); // one is the heading
}

/** How many pages the table of keys takes on a whole screen of such a size. */
export function countHomeKeyPages({ rows }: Pick<ViewSize, 'rows'>): number {
  return countTablePages(HOME_KEYS, { rows });
}

function drawHead(viewModel: HomeViewModel, { columns }: ViewSize): Line[] {
  const { tabs, open, filter, isTyping, marked } = viewModel;
  const { rows, at } = selectedIn(viewModel);
  const names = tabs.map(({ title }, tab) => `${tab + 1} ${title}`);
  const counted = tabs.map(({ rows: all }, tab) => `${names[tab]} ${all.length}`);
  const line = (texts: readonly string[]) =>
    texts.map((text, tab) => (tab === open ? `[${text}]` : ` ${text} `)).join(' ');
  const all = tabs[open].rows.length;
  const isFiltered = filter !== '' || isTyping;
  const shown = isFiltered ? `${rows.length} of ${all}` : rows.length === 0 ? '' : `${at + 1} of ${all}`;
  const status = [
    ...(isFiltered ? [`/${filter}${isTyping ? '_' : ''}`] : []),
    ...(shown === '' ? [] : [shown]),
    ...(marked.length > 0 ? [`${marked.length} marked`] : []),
  ];
  return [
    [
      { text: 'krumble  ', tone: 'quiet' },
      { text: 'at home', tone: 'title' },
    ],
    [{ text: pickFittingText([line(counted), line(names)], columns) }],
    [
      {
        text: joinFitting(status.length === 0 ? [''] : status, columns),
        tone: isFiltered ? 'honest' : 'quiet',
      },
    ],
  ];
}

function drawList(viewModel: HomeViewModel, { columns, rows: screenRows }: ViewSize): Line[] {
  const tab = viewModel.tabs[viewModel.open];
  const { rows, at } = selectedIn(viewModel);
  const room = countHomeRows({ rows: screenRows });
  if (rows.length === 0) {
    const text = tab.rows.length === 0 ? tab.none : 'no row has all of that; esc shows all again';
    return [[], ...breakText(text, columns - 2).map((line): Line => [{ text: `  ${line}` }])];
  }
  const from = Math.max(0, Math.min(rows.length - room, at - (room >> 1)));
  const { marked } = viewModel;
  const list = drawHomeRows({ tab, rows, from, to: from + room, selected: at, marked }, columns);
  const blank = Array.from({ length: Math.max(0, room + 1 - list.length) }, (): Line => []);
  const { about, isDamaged } = rows[at];
  const lines = fitAbout(about, columns);
  return [...list, ...blank, ...lines.map((text): Line => [{ text, tone: isDamaged ? 'alert' : 'honest' }])];
}

/** As many parts as have room; the first has in any case. */
function fitAbout(about: readonly string[], columns: number): string[] {
  const texts = about.map((_, k) => breakText(about.slice(0, about.length - k).join(' · '), columns));
  const fitting = texts.find((lines) => lines.length <= ABOUT_ROWS) ?? texts.at(-1)!;
  const lines = fitting.slice(0, ABOUT_ROWS);
  return fitting.length > ABOUT_ROWS
    ? [...lines.slice(0, -1), cutColumns(`${lines.at(-1)}……`, columns)]
    : lines;
}

/**
 * In lines of so many columns, at blanks where there are some, else within words, for folders have long
 * names.
 */
function breakText(text: string, columns: number): string[] {
  const lines: string[] = [];
  const most = Math.max(1, columns);
  let rest = printable(text);
  while (rest !== '') {
    const blank = rest.length <= most ? -1 : rest.lastIndexOf(' ', most);
    const end = blank > most / 2 ? blank : most;
    lines.push(rest.slice(0, end));
    rest = rest.slice(end).trimStart();
  }
  return lines;
}

function hintText(viewModel: HomeViewModel, { columns, rows }: ViewSize): string {
  const { keysPage, asked, isTyping, tabs, open, marked } = viewModel;
  if (asked !== null) {
    const name = printable(asked);
    const texts = [
      `delete ${name} for good? y deletes, any other key keeps it`,
      `delete ${name} for good? y / n`,
      'delete it for good? y / n',
    ];
    return pickFittingText(texts, columns);
  }
  if (isTyping) return joinFitting(['type what rows must have', 'enter keeps it', 'esc drops it'], columns);
  if (keysPage !== null) {
    const isLast = keysPage + 1 >= countHomeKeyPages({ rows });
    return isLast ? 'any key closes this table' : 'any key: the rest of this table · esc';
  }
  const { opens, isFolders } = tabs[open];
  const mark = marked.length > 1 ? [`c compares ${marked.length}`] : [];
  const others = isFolders ? [...mark, 'r page', 'd deletes', ...(open === 0 ? ['space marks'] : [])] : [];
  return joinFitting(['? keys', 'q leaves', `enter ${opens}`, '/ filters', ...others], columns);
}
