import { listCorrupted } from '../../scenario/corruption.js';
import { castRound } from '../../scenario/participants.js';
import { findShownRound, type ViewModel } from '../viewModel.js';
import { drawChainDistances } from './chainDistances.js';
import { drawDistances } from './distances.js';
import { drawCoordinateSamples } from './coordinateSamples.js';
import { drawRanking } from './ranking.js';
import type { ViewSize } from './viewSize.js';
import type { Line } from './text.js';

const SAMPLE_ROWS_MIN = 6;
const RANKING_ROWS_MIN = 6;

/**
 * The view of one round: the rule's ranking of the workers, the distances of reports
 * from the truth and behind each step of a chain from the aggregate, and one coordinate.
 */
export function drawRound(viewModel: ViewModel, size: ViewSize): Line[] {
  const shownRound = findShownRound(viewModel);
  if (shownRound === null) return [[], [{ text: 'no round is finished yet', tone: 'quiet' }]];
  const { record } = shownRound;
  const { facts } = viewModel.history;
  const cast = { ...facts, scenario: castRound(facts.scenario, record.round) };
  const distances = drawDistances(shownRound, size);
  const room = size.rows - distances.length - RANKING_ROWS_MIN;
  const chain = drawChainDistances(record, listCorrupted(cast.scenario), { ...size, rows: room });
  const taken = distances.length + chain.length;
  const rankingRows = Math.max(RANKING_ROWS_MIN, size.rows - taken - SAMPLE_ROWS_MIN);
  const ranking = drawRanking(cast, record, { ...size, rows: rankingRows });
  const left = size.rows - ranking.length - taken;
  return [
    ...ranking,
    ...distances,
    ...chain,
    ...drawCoordinateSamples(viewModel, shownRound, { ...size, rows: left }),
  ];
}
