import type { ShownRound } from '../history.js';
import { joined, type Piece } from './text.js';

const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const LEVELS_ASCII = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/**
 * One character a round, the newest at the right: who made the aggregate.
 * Where one report is chosen (Krum) a mark says whether it was a corrupted one.
 * Otherwise the height says how much of the aggregate was corrupted.
 */
export function drawStrip(shownRounds: readonly ShownRound[], ascii: boolean): Piece[] {
  return joined(
    shownRounds.map(({ record: { corruptedInfluence, chosen } }) => {
      const corrupted = corruptedInfluence > 0;
      const text = chosen?.length === 1 ? mark(corrupted, ascii) : level(corruptedInfluence, ascii);
      return { text, tone: corrupted ? 'corrupted' : 'honest' };
    }),
  );
}

/**
 * One character a round: how a backdoor was answered. For one image a mark says whether with the target.
 * For many images the height says how many.
 */
export function drawHits(shownRounds: readonly ShownRound[], ascii: boolean): Piece[] {
  return joined(
    shownRounds.map(({ record: { backdoor } }) => {
      if (backdoor === undefined) return { text: ' ', tone: 'honest' };
      const { hit, hits, of } = backdoor;
      const text = of === 1 ? mark(hit, ascii) : level(hits / Math.max(1, of), ascii);
      return { text, tone: hit ? 'corrupted' : 'honest' };
    }),
  );
}

/** The mark of a chosen report, or of a hit. */
export function mark(corrupted: boolean, ascii: boolean): string {
  if (ascii) return corrupted ? 'X' : 'o';
  return corrupted ? '●' : '○';
}

/** A character whose height is a fraction of 1. */
export function level(fraction: number, ascii: boolean): string {
  const levels = ascii ? LEVELS_ASCII : LEVELS;
  if (fraction <= 0) return ascii ? '0' : '·';
  return levels[Math.min(levels.length - 1, Math.floor(fraction * levels.length))];
}
