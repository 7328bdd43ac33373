import type { RunView } from '../runView.js';
import type { Piece } from './text.js';

const LEVELS = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
const LEVELS_ASCII = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

/**
 * One character a round, the newest at the right: who made the aggregate. Where one report is chosen (Krum) a mark
 * says whether it was a corrupted one; otherwise the height says how much of the aggregate was corrupted.
 */
export function drawStrip(recent: RunView['recent'], columns: number, ascii: boolean): Piece[] {
  const pieces: Piece[] = [];
  for (const { corruptedInfluence, chosen } of recent.slice(-columns)) {
    const corrupted = corruptedInfluence > 0;
    const text = chosen?.length === 1 ? mark(corrupted, ascii) : level(corruptedInfluence, ascii);
    const tone = corrupted ? 'corrupted' : 'honest';
    const last = pieces[pieces.length - 1];
    if (last?.tone === tone) pieces[pieces.length - 1] = { text: last.text + text, tone };
    else pieces.push({ text, tone });
  }
  return pieces;
}

/** The mark of a chosen report. */
export function mark(corrupted: boolean, ascii: boolean): string {
  if (ascii) return corrupted ? 'X' : 'o';
  return corrupted ? '●' : '○';
}

function level(fraction: number, ascii: boolean): string {
  const levels = ascii ? LEVELS_ASCII : LEVELS;
  if (fraction <= 0) return ascii ? '0' : '·';
  return levels[Math.min(levels.length - 1, Math.floor(fraction * levels.length))];
}
