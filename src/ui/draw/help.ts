import { KEYS } from '../keys.js';
import type { ViewModel } from '../viewModel.js';
import { countTablePages, drawKeyTable } from './keyTable.js';
import { joinFitting, type Line } from './text.js';
import type { ViewSize } from './viewSize.js';

/** A page of the table of all keys, which is one page where it has room. */
export function drawKeys(page: number, { rows }: Pick<ViewSize, 'rows'>): Line[] {
  return drawKeyTable(KEYS, page, rows);
}

/** How many pages that are on a whole screen of such a size. */
export function countKeyPages({ rows }: Pick<ViewSize, 'rows'>): number {
  return countTablePages(KEYS, { rows });
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
  return [{ text: joinFitting(hints, columns), tone: 'quiet' }];
}
