import { KEYS } from '../keys.js';
import type { ViewModel } from '../viewModel.js';
import type { ViewSize } from './viewSize.js';
import type { Line } from './text.js';

const LABEL = 16;

/** The table of all keys. */
export function drawKeys({ rows }: ViewSize): Line[] {
  const lines = KEYS.map(({ label, does }): Line => [
    { text: `  ${label}`.padEnd(LABEL), tone: 'honest' },
    { text: does },
  ]);
  const title: Line[] = [[], [{ text: 'keys', tone: 'title' }]];
  return rows >= lines.length + title.length ? [...title, ...lines] : lines.slice(0, rows);
}

/** The last line: what keys may be pressed now, or what is asked. */
export function drawHint({ viewState, history, ending }: ViewModel, { columns }: ViewSize): Line {
  if (viewState.over === 'keys') return [{ text: 'any key closes this table', tone: 'quiet' }];
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
    'space pause',
    'n step',
    '← → rounds',
    'enter round',
    '3 threads',
    ...(viewState.view === 'round' ? ['p coordinate'] : []),
  ];
  let text = hints[0];
  for (const hint of hints.slice(1)) if (text.length + 3 + hint.length <= columns) text += ` · ${hint}`;
  return [{ text, tone: 'quiet' }];
}
