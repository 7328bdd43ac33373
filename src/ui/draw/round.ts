import { findShownRound, type ViewModel } from '../viewModel.js';
import { drawDistances } from './distances.js';
import { drawCoordinateSamples } from './coordinateSamples.js';
import { drawRanking } from './ranking.js';
import type { ViewSize } from './viewSize.js';
import type { Line } from './text.js';

const SAMPLE_ROWS_MIN = 6;

/**
 * The view of one round: the rule's ranking of the workers,
 * the distances of reports from the truth, and one coordinate.
 */
export function drawRound(viewModel: ViewModel, size: ViewSize): Line[] {
  const shownRound = findShownRound(viewModel);
  if (shownRound === null) return [[], [{ text: 'no round is finished yet', tone: 'quiet' }]];
  const distances = drawDistances(shownRound.record, size);
  const rows = size.rows - distances.length - SAMPLE_ROWS_MIN;
  const ranking = drawRanking(viewModel.history.facts, shownRound.record, { ...size, rows });
  const left = size.rows - ranking.length - distances.length;
  return [...ranking, ...distances, ...drawCoordinateSamples(viewModel, shownRound, { ...size, rows: left })];
}
