import { KEYS } from '../keys.js';
import type { ViewModel, ViewState } from '../viewModel.js';
import { countTablePages, drawKeyTable } from './keyTable.js';
import { joinFitting, type Line } from './text.js';
import { countTermPages, drawTerms } from './terms.js';
import { FOOT_ROWS, HEAD_ROWS, type ViewSize } from './viewSize.js';

type Room = Pick<ViewSize, 'rows' | 'columns'>;

/**
 * A page of the table of all keys, which is one page where it has room,
 * or of the words of a view behind it.
 */
export function drawHelp(page: number, view: ViewState['view'], { rows, columns }: Room): Line[] {
  const keyPages = countTablePages(KEYS, { rows: rows + HEAD_ROWS + FOOT_ROWS });
  return page < keyPages
    ? drawKeyTable(KEYS, page, rows)
    : drawTerms(view, page - keyPages, { rows, columns });
}

/** How many pages that are on a whole screen of such a size. */
export function countHelpPages(view: ViewState['view'], size: Room): number {
  return countTablePages(KEYS, size) + countTermPages(view, size);
}

/** The last line: what keys may be pressed now, or what is asked. */
export function drawHint({ viewState, history, ending }: ViewModel, size: ViewSize): Line {
  const { columns } = size;
  if (viewState.over !== null && viewState.over !== 'stop?' && 'keysPage' in viewState.over) {
    const [page, pages] = [viewState.over.keysPage + 1, countHelpPages(viewState.view, size)];
    const what = page === countTablePages(KEYS, size) ? 'the words of this view' : 'the rest of this table';
    const text = page < pages ? `any key: ${what}, ${page} of ${pages} · esc` : 'any key closes this table';
    return [{ text, tone: 'quiet' }];
  }
  if (viewState.over === 'stop?') {
    const text = 'stop the run after this round? it can be resumed later   y: stop   n: go on';
    return [{ text: text.length <= columns ? text : 'stop after this round?  y / n', tone: 'alert' }];
  }
  if (viewState.over !== null && 'explained' in viewState.over)
    return [
      {
        text: joinFitting(['any key closes', '↑ ↓ lines', 'space, pgup, pgdn further'], columns),
        tone: 'quiet',
      },
    ];
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
    ...(viewState.view === 'round' ? ['e why', 'p coordinate'] : []),
  ];
  return [{ text: joinFitting(hints, columns), tone: 'quiet' }];
}
