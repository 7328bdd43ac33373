import { printable } from '../../errors/show.js';
import type { Scene } from '../scene.js';
import { drawHead } from './head.js';
import { drawHint, drawKeys } from './help.js';
import { drawOverview } from './overview.js';
import type { Room } from './room.js';
import { drawRound } from './round.js';
import { fit, inAscii, type Line } from './text.js';
import { drawThreads } from './threads.js';

const DRAW = { overview: drawOverview, round: drawRound, threads: drawThreads } as const;
const FOOT_ROWS = 2;

/** The whole screen, at most `rows` lines of at most `columns` columns. */
export function drawScreen(scene: Scene, room: Room): Line[] {
  const picture = drawPicture(scene, { ...room, rows: room.rows - FOOT_ROWS });
  const foot: Line[] = [
    [{ text: printable(scene.history.notice ?? ''), tone: 'alert' }],
    drawHint(scene, room),
  ];
  const blank = Array.from({ length: Math.max(0, room.rows - FOOT_ROWS - picture.length) }, (): Line => []);
  return finished([...picture, ...blank, ...foot], room);
}

/** A view with what stands above it, without hints on keys: what stays in the terminal in the end. */
export function drawPicture(scene: Scene, room: Room): Line[] {
  const head = drawHead(scene, room);
  const inner = { ...room, rows: Math.max(0, room.rows - head.length) };
  const body = scene.gaze.over === 'keys' ? drawKeys(inner) : DRAW[scene.gaze.view](scene, inner);
  return finished([...head, ...body], room);
}

function finished(lines: readonly Line[], room: Room): Line[] {
  const fitting = lines.slice(0, Math.max(0, room.rows)).map((line) => fit(line, room.columns));
  return room.ascii ? fitting.map(inAscii) : fitting;
}
