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
  const note = drawNote(viewModel, size);
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
  const isOver = over !== null && over !== 'stop?';
  const body =
    isOver && 'keysPage' in over
      ? drawHelp(over.keysPage, view, inner)
      : isOver && 'explained' in over
        ? drawExplanation(viewModel, over, inner)
        : DRAW[view](viewModel, inner);
  return finished([...head, ...body], size);
}
