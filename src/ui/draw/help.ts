import { KEYS } from '../keys.js';
import type { ViewModel } from '../viewModel.js';
import { FOOT_ROWS, HEAD_ROWS, type ViewSize } from './viewSize.js';
import type { Line } from './text.js';

const LABEL = 16;

/** A page of the table of all keys, which is one page where it has room. */
export function drawKeys(page: number, { rows }: Pick<ViewSize, 'rows'>): Line[] {
  const lines = KEYS.map(({ label, does }): Line => [
    { text: `  ${label}`.padEnd(LABEL), tone: 'honest' },
    { text: does },
  ]);
  const title: Line[] = [[], [{ text: 'keys', tone: 'title' }]];
  if (rows >= lines.length + title.length) return [...title, ...lines];
  const room = Math.max(1, rows);
  return lines.slice(page * room, (page + 1) * room);
}

/** How many pages that are on a whole screen of such a size. */
export function countKeyPages({ rows }: Pick<ViewSize, 'rows'>): number {
  return Math.ceil(KEYS.length / Math.max(1, rows - HEAD_ROWS - FOOT_ROWS));
}

/** The last line: what keys may be pressed now, or what is asked. */
export function drawHint({ viewState, history, ending }: ViewModel, size: ViewSize): Line {
  const { columns } = size;
  if (viewState.over !== null && viewState.over !== 'stop?' && 'keysPage' in viewState.over) {
    const [page, pages] = [viewState.over.keysPage + 1, countKeyPages(size)];
    const text =
      page < pages
        ? `any key: the rest of this table, ${page} of ${pages} · esc`
        : 'any key closes this table';
    return [{ text, tone: 'quiet' }];
  }
  if (viewState.over === 'stop?') {
    const text = 'stop the run after this round? it can be resumed later   y: stop   n: go on';
    return [{ text: text.length <= columns ? text : 'stop after this round?  y / n', tone: 'alert' }];
  }
  if (viewState.over !== null)
    return [{ text: `go to round ${viewState.over.digits}_   enter: go   esc: stay`, tone: 'alert' }];
  const stop = ending !== null || history.facts.watched ? 'q leaves' : 'q stops';
  const hints = [
    '? keys',
    stop,
    ...(ending === null ? ['space pause', 'n step'] : []),
    '← → rounds',
    'enter round',
    '3 threads',
    ...(viewState.view === 'round' ? ['p coordinate'] : []),
  ];
  let text = hints[0];
  for (const hint of hints.slice(1)) if (text.length + 3 + hint.length <= columns) text += ` · ${hint}`;
  return [{ text, tone: 'quiet' }];
}
