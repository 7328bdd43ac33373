import { listCorrupted, listHonest } from '../../scenario/corruption.js';
import type { ShownRound } from '../history.js';
import { findShownRound, type ViewModel } from '../viewModel.js';
import { LABEL, label, type ViewSize } from './viewSize.js';
import { type Line, pickFittingText, type Tone } from './text.js';
import { findRoundWindow } from './roundWindow.js';

// Bits of a braille cell by row, both columns: one cell is one round and four workers.
const ROW_BITS = [0x09, 0x12, 0x24, 0xc0];
const DOTS = ROW_BITS.length;
const ROUNDING = 1e-9;

/**
 * The workers that made the aggregate, below the strip and with its columns. Corrupted workers stand above.
 * A dot marks each worker that was chosen, or whose share was no less than an equal one.
 * In ASCII a mark stands for every group with such a worker.
 * Nothing where `rowsMax` lines are too few for all workers.
 */
export function drawSelectionMap(viewModel: ViewModel, size: ViewSize, rowsMax: number): Line[] {
  const { scenario } = viewModel.history.facts;
  if (findShownRound(viewModel) === null) return [];
  const groups = [
    { name: 'corrupted', tone: 'corrupted' as const, workers: listCorrupted(scenario), glyph: 'X' },
    { name: 'honest', tone: 'honest' as const, workers: listHonest(scenario), glyph: 'o' },
  ];
  const rows = groups.map(({ workers }) => Math.ceil(workers.length / DOTS));
  if (rows[0] + rows[1] + 1 > rowsMax) return [];
  return [
    ...groups.flatMap((group, index) => drawGroup(viewModel, size, group, rows[index])),
    legend(viewModel, size),
  ];
}

function legend(viewModel: ViewModel, { columns, ascii }: ViewSize): Line {
  const of = ascii ? 'a mark: of four workers one' : 'a dot: a worker that';
  const record = findShownRound(viewModel)?.record;
  const which =
    record?.chosen === undefined || record.chain !== undefined
      ? `${of} had no less than an equal share`
      : `${of} was chosen`;
  return [{ text: label('') }, { text: pickFittingText([which, ''], columns - LABEL), tone: 'quiet' }];
}

interface Group {
  readonly name: string;
  readonly tone: Tone;
  readonly workers: readonly number[];
  readonly glyph: string;
}

function drawGroup(viewModel: ViewModel, { columns, ascii }: ViewSize, group: Group, rows: number): Line[] {
  const { cells } = findRoundWindow(viewModel, columns - LABEL);
  return Array.from({ length: rows }, (_, row): Line => {
    const workers = group.workers.slice(row * DOTS, (row + 1) * DOTS);
    const text = cells.map((cell) => {
      let bits = 0;
      for (const [at, worker] of workers.entries())
        if (cell.some(({ record }) => madeIt(record, worker))) bits |= ROW_BITS[at];
      if (bits === 0) return ' ';
      return ascii ? group.glyph : String.fromCharCode(0x2800 + bits);
    });
    return [
      { text: label(row === 0 ? group.name : ''), tone: 'quiet' },
      { text: text.join(''), tone: group.tone },
    ];
  });
}

/** Whether a worker was chosen; of a rule that chooses nobody, whether it has at least an equal share. */
function madeIt({ chosen, influence, chain, participants }: ShownRound['record'], worker: number): boolean {
  const row = participants?.indexOf(worker) ?? worker;
  // Behind a chain a choice is of mixed rows, and what it comes to is in the influence.
  const isChosen = chain === undefined ? chosen?.includes(row) : undefined;
  return isChosen ?? influence[row] >= (1 - ROUNDING) / influence.length;
}
