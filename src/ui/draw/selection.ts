import { nameWorker } from '../../rounds/nameWorker.js';
import { isCorrupted } from '../../scenario/corruption.js';
import { share } from '../format.js';
import type { ShownRound } from '../history.js';
import { findShownRound, type ViewModel } from '../viewModel.js';
import { drawBar } from './bar.js';
import { LABEL, label, type ViewSize } from './viewSize.js';
import { drawStrip, mark } from './strip.js';
import { type Line, pickFittingText, plain } from './text.js';
import { findRoundWindow } from './roundWindow.js';

/**
 * Who made the aggregate, round by round; the corrupted
 * workers' share of it; and its distance from the truth.
 */
export function drawSelection(viewModel: ViewModel, size: ViewSize): Line[] {
  const { scenario, entries } = viewModel.history.facts;
  const { workers } = scenario;
  const { cells, perCell, cursor } = findRoundWindow(viewModel, size.columns - LABEL);
  const { name: rule, picks } = entries.rule.entry;
  const texts = picks === 'one' ? [`${rule} chose`, 'chosen'] : ['corrupted'];
  const name = pickFittingText(texts, LABEL - 1);
  if (workers.corrupted === 0) return [drawDistance(viewModel, size)];
  return [
    [{ text: label(name) }, ...drawStrip(cells, size.ascii)],
    cursor === null ? legend(viewModel, size, perCell) : pointer(viewModel.viewState.round!, cursor, size),
    drawInfluence(viewModel, size),
    drawDistance(viewModel, size),
  ];
}

function legend(viewModel: ViewModel, { columns, ascii }: ViewSize, perCell: number): Line {
  const { scenario, entries } = viewModel.history.facts;
  const indent = { text: label('') };
  if (entries.rule.entry.picks !== 'one') {
    const each = perCell === 1 ? 'round by round' : `mean of ${perCell} rounds each`;
    const texts = [
      `height: the corrupted share of the aggregate, ${each}`,
      `height: their share of the aggregate, ${each}`,
      'height: their share of the aggregate',
    ];
    return [indent, { text: pickFittingText(texts, columns - LABEL), tone: 'quiet' }];
  }
  const record: Partial<ShownRound['record']> = findShownRound(viewModel)?.record ?? {};
  const { chosen: [row] = [], chain } = record;
  const worker = row === undefined ? undefined : nameWorker(record, row);
  const whose = worker !== undefined && isCorrupted(scenario, worker) ? ', corrupted' : '';
  const which = chain === undefined ? `worker ${worker}${whose}` : `row ${row} of the chain`;
  const chosen = worker === undefined ? '' : ` · now ${which}`;
  const some: Line =
    perCell === 1
      ? []
      : [
          { text: mark(0.5, ascii), tone: 'corrupted' },
          { text: ` both, in ${perCell} rounds  `, tone: 'quiet' },
        ];
  const line: Line = [
    indent,
    { text: mark(true, ascii), tone: 'corrupted' },
    { text: ' corrupted  ', tone: 'quiet' },
    ...some,
    { text: mark(false, ascii), tone: 'honest' },
    { text: ' honest', tone: 'quiet' },
  ];
  return [...line, { text: pickFittingText([chosen, ''], columns - plain(line).length), tone: 'quiet' }];
}

/** Beneath a strip, which of its rounds is looked at. */
function pointer(round: number, cursor: number, { columns, ascii }: ViewSize): Line {
  const arrow = ascii ? '^' : '▲';
  const name = `round ${round}`;
  const isRight = LABEL + cursor + 2 + name.length <= columns;
  const text = isRight ? `${arrow} ${name}` : `${name} ${arrow}`;
  const at = isRight ? cursor : cursor + 1 - text.length;
  return [{ text: label('') + ' '.repeat(Math.max(0, at)) }, { text, tone: 'alert' }];
}

function drawInfluence(viewModel: ViewModel, { columns, ascii }: ViewSize): Line {
  const { workers } = viewModel.history.facts.scenario;
  const shownRound = findShownRound(viewModel);
  const now = shownRound?.record.corruptedInfluence ?? 0;
  const mean = shownRound === null ? 0 : shownRound.soFar.influenceSum / (shownRound.record.round + 1);
  const fair = workers.corrupted / workers.count;
  const length = Math.max(8, Math.min(24, columns - 56));
  const bar = drawBar(now, length, ascii);
  const at = Math.min(length - 1, Math.round(fair * length));
  return [
    { text: label('influence') },
    { text: bar.slice(0, at), tone: 'corrupted' },
    { text: ascii ? '|' : '┃', tone: 'title' },
    { text: bar.slice(at + 1), tone: 'corrupted' },
    {
      text: ` ${share(now).padStart(4)} now, ${share(mean)} mean`,
      tone: 'corrupted',
    },
    { text: `; ${ascii ? '|' : '┃'} they are ${share(fair)}`, tone: 'quiet' },
  ];
}

function drawDistance(viewModel: ViewModel, { columns }: ViewSize): Line {
  const record = findShownRound(viewModel)?.record;
  const corrupted = record?.corruptedDistance ?? null;
  const [distance, cosine] = [record?.distance ?? null, record?.cosine ?? null];
  if (distance === null || cosine === null)
    return [{ text: label('distance') }, { text: '-', tone: 'quiet' }];
  const theirs = corrupted === null ? '' : `theirs ${corrupted.toFixed(2)}, `;
  const [aggregate, angle] = [`aggregate ${distance.toFixed(2)} sigma`, `cosine ${cosine.toFixed(2)}`];
  const texts = [
    `${theirs}${aggregate} from the honest mean, ${angle}`,
    `${theirs}${aggregate}, ${angle}`,
    `${theirs}${aggregate}`,
  ];
  return [{ text: label('distance') }, { text: pickFittingText(texts, columns - LABEL), tone: 'quiet' }];
}
