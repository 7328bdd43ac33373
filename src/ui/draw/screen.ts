import { printable } from '../../errors/show.js';
import type { ViewModel } from '../viewModel.js';
import { finished } from './finished.js';
import { drawExplanation } from './explanation.js';
import { drawHead } from './head.js';
import { drawHelp, drawHint } from './help.js';
import { drawNote } from './note.js';
import { drawOverview } from './overview.js';
import { FOOT_ROWS, type ViewSize } from './viewSize.js';
import { drawRound } from './round.js';
import type { Line } from './text.js';
import { drawThreads } from './threads.js';

const DRAW = { overview: drawOverview, round: drawRound, threads: drawThreads } as const;

/** The whole screen, at most `rows` lines of at most `columns` columns. */
export function drawScreen(viewModel: ViewModel, size: ViewSize): Line[] {
  const { over } = viewModel.viewState;
  // How many pages the table of keys has, which lies over the view, is reckoned without a note.
  const note = isHelp(over) ? [] : drawNote(viewModel, size);
  const rows = size.rows - FOOT_ROWS - note.length;
  const picture = drawPicture(viewModel, { ...size, rows });
  const foot: Line[] = [
    [{ text: printable(viewModel.history.incident ?? ''), tone: 'alert' }],
    drawHint(viewModel, size),
  ];
  const blank = Array.from({ length: Math.max(0, rows - picture.length) }, (): Line => []);
  return finished([...picture, ...blank, ...note, ...foot], size);
}

/** A view with what stands above it, without hints on keys: what stays in the terminal in the end. */
export function drawPicture(viewModel: ViewModel, size: ViewSize): Line[] {
  const head = drawHead(viewModel, size);
  const inner = { ...size, rows: Math.max(0, size.rows - head.length) };
  const { over, view } = viewModel.viewState;
  const body = isHelp(over)
    ? drawHelp(over.keysPage, view, inner)
    : over !== null && over !== 'stop?' && 'explained' in over
      ? drawExplanation(viewModel, over, inner)
      : DRAW[view](viewModel, inner);
  return finished([...head, ...body], size);
}

function isHelp(over: ViewModel['viewState']['over']): over is { readonly keysPage: number } {
  return over !== null && over !== 'stop?' && 'keysPage' in over;
}
