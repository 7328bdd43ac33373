import type { ShownRound } from '../history.js';
import { joined, type Piece } from './text.js';

const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const LEVELS_ASCII = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/** What a strip is drawn of: cells of one round or several, as `findRoundWindow` makes them. */
type Cells = readonly (readonly Pick<ShownRound, 'record'>[])[];

/**
 * One character a cell, the newest at the right: who made the aggregate.
 * Where one report is chosen (Krum) a mark says whether that was corrupted in all rounds, in some or in none.
 * Otherwise the height says how much of the aggregate was corrupted, in the mean.
 */
export function drawStrip(cells: Cells, ascii: boolean): Piece[] {
  return joined(
    cells.map((cell) => {
      const isOne = cell.every(({ record }) => record.chosen?.length === 1);
      const share = mean(cell, ({ corruptedInfluence }) =>
        isOne ? Number(corruptedInfluence > 0) : corruptedInfluence,
      )!;
      return {
        text: isOne ? mark(share, ascii) : level(share, ascii),
        tone: share > 0 ? 'corrupted' : 'honest',
      };
    }),
  );
}

/**
 * One character a cell: how a backdoor was answered. For one image a mark says whether with the target in all
 * rounds, in some, or in none. For many images the height says how many, in the mean.
 */
export function drawHits(cells: Cells, ascii: boolean): Piece[] {
  return joined(
    cells.map((cell) => {
      const isOne = cell.every(({ record: { backdoor } }) => backdoor === undefined || backdoor.of === 1);
      const share = mean(cell, ({ backdoor }) => backdoor && backdoor.hits / Math.max(1, backdoor.of));
      const hit = mean(cell, ({ backdoor }) => backdoor && Number(backdoor.hit));
      if (share === null || hit === null) return { text: ' ', tone: 'honest' };
      return { text: isOne ? mark(hit, ascii) : level(share, ascii), tone: hit > 0 ? 'corrupted' : 'honest' };
    }),
  );
}

/** The mean over the rounds of a cell that have the value; null where none has it. */
function mean(
  cell: Cells[number],
  pick: (record: ShownRound['record']) => number | undefined,
): number | null {
  const values = cell.flatMap(({ record }) => pick(record) ?? []);
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The mark of chosen reports, or of hits: of corrupted ones alone (1), of some (between), of none (0). */
export function mark(corrupted: number | boolean, ascii: boolean): string {
  const share = Number(corrupted);
  if (share <= 0) return ascii ? 'o' : '○';
  if (share >= 1) return ascii ? 'X' : '●';
  return ascii ? 'x' : '◐';
}

/** A character whose height is a fraction of 1. */
export function level(fraction: number, ascii: boolean): string {
  const levels = ascii ? LEVELS_ASCII : LEVELS;
  if (fraction <= 0) return ascii ? '0' : '·';
  return levels[Math.min(levels.length - 1, Math.floor(fraction * levels.length))];
}
