import { type Scene, shownMoment } from '../scene.js';
import { drawDistances } from './distances.js';
import { drawProbe } from './probe.js';
import { drawRanking } from './ranking.js';
import type { Room } from './room.js';
import type { Line } from './text.js';

const PROBE_ROWS_MIN = 6;

/**
 * The view of one round: the rule's ranking of the workers,
 * the distances of reports from the truth, and one coordinate.
 */
export function drawRound(scene: Scene, room: Room): Line[] {
  const moment = shownMoment(scene);
  if (moment === null) return [[], [{ text: 'no round is finished yet', tone: 'quiet' }]];
  const distances = drawDistances(moment.record, room);
  const rows = room.rows - distances.length - PROBE_ROWS_MIN;
  const ranking = drawRanking(scene.history.facts, moment.record, { ...room, rows });
  const left = room.rows - ranking.length - distances.length;
  return [...ranking, ...distances, ...drawProbe(scene, moment, { ...room, rows: left })];
}
