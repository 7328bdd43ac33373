import { nameWorker } from '../rounds/nameWorker.js';
import type { RoundRecord } from '../rounds/round.js';
import type { MapPlace, ReportMap } from '../runs/reportMap.js';
import { share } from '../ui/format.js';
import { drawFrame } from './charts/frame.js';
import { drawLegend } from './charts/legend.js';
import { linearScale } from './charts/scale.js';
import { type Figure, renderSvg } from './figure.js';
import { el, type Markup } from './markup.js';
import { FIGURE_STYLE } from './style.js';

const WIDTH = 480;
const [LEFT, RIGHT, TOP, FOOT] = [52, 16, 46, 40];
const FIELD = { width: WIDTH - LEFT - RIGHT, least: 120, most: 400 };
const MARGIN = 0.05;

/**
 * A map of the reports of a round as an SVG file of its own.
 * One scale for both axes. Equal maps give equal bytes.
 */
export function renderReportMap(map: ReportMap, record: RoundRecord): string {
  const title = `Reports of round ${record.round}`;
  return `${renderSvg({ ...drawMap(map, record), title }, FIGURE_STYLE).source}\n`;
}

function drawMap(
  { places, alongShare, acrossShare }: ReportMap,
  record: RoundRecord,
): Omit<Figure, 'title' | 'table'> {
  const { x, y, height } = fitScales(places);
  const [right, bottom] = [WIDTH - RIGHT, TOP + height];
  const legend = drawLegend(
    [
      { name: 'honest', mark: 'box', className: 'honest' },
      { name: 'corrupted', mark: 'box', className: 'corrupted' },
      ...(places.some(({ row }) => row === null)
        ? [{ name: 'aggregate', mark: 'box', className: 'dot s6' } as const]
        : []),
    ],
    { left: LEFT, top: 4, width: FIELD.width },
  );
  const marked = places.map((place) => drawPlace(place, record, [x.at(place.along), y.at(place.across)]));
  const [zeroX, zeroY] = [x.at(0).toFixed(2), y.at(0).toFixed(2)];
  return {
    id: 'map',
    description:
      `Along the attack lie ${share(alongShare)} of the honest spread, across it, where honest reports differ most, ` +
      `${share(acrossShare)}. The honest mean is at 0, 0.`,
    ...{ width: WIDTH, height: bottom + FOOT },
    content: [
      ...legend.marks,
      el(
        'text',
        { class: 'small', x: LEFT, y: TOP - 10 },
        `across, in sigma (${share(acrossShare)} of the honest spread)`,
      ),
      ...drawFrame({
        ...{ x, y, left: LEFT, right, top: TOP, bottom },
        label: `along the attack, in sigma (${share(alongShare)})`,
      }),
      el('path', { class: 'level', d: `M${zeroX} ${TOP}V${bottom}M${LEFT} ${zeroY}H${right}` }),
      ...marked,
    ],
  };
}

/** Equal ones lie over each other: a ring, a disc and a cross are seen through each other. */
function drawPlace(
  { row, corrupted, along, across, distance }: MapPlace,
  record: RoundRecord,
  [x, y]: readonly [number, number],
): Markup {
  const who =
    row === null ? 'aggregate' : `worker ${nameWorker(record, row)}, ${corrupted ? 'corrupted' : 'honest'}`;
  const words = el(
    'title',
    {},
    `${who}: ${[along, across].map((one) => one.toFixed(3)).join(', ')}; ${distance.toFixed(3)} off`,
  );
  const [left, top] = [x.toFixed(2), y.toFixed(2)];
  if (row === null) return el('path', { class: 'line s6', d: `M${left} ${top}m-6 0h12m-6 -6v12` }, words);
  const radius = corrupted ? 5 : 3.5;
  return el('circle', { class: corrupted ? 'corrupted' : 'honest', cx: x, cy: y, r: radius }, words);
}

function fitScales(places: readonly MapPlace[]) {
  const range = (values: readonly number[]) => {
    const [low, high] = [Math.min(0, ...values), Math.max(0, ...values)];
    const extent = (1 + 2 * MARGIN) * (high - low);
    return { middle: (low + high) / 2, extent };
  };
  const [x, y] = [range(places.map(({ along }) => along)), range(places.map(({ across }) => across))];
  const unit = Math.max(x.extent / FIELD.width, y.extent / FIELD.most);
  const height = Math.max(FIELD.least, y.extent / unit);
  const [halfX, halfY] = [(unit * FIELD.width) / 2, (unit * height) / 2];
  return {
    ...{ height },
    x: linearScale(x.middle - halfX, x.middle + halfX, [LEFT, WIDTH - RIGHT]),
    y: linearScale(y.middle - halfY, y.middle + halfY, [TOP + height, TOP]),
  };
}
