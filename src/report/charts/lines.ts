import { el, type Markup } from '../markup.js';
import { legendOf } from './legend.js';
import { countScale, linearScale, logScale, type Scale, tickText } from './scale.js';

/** A curve: points with rising x, and how far each may lie off. */
export interface Curve {
  readonly name: string;
  readonly points: readonly CurvePoint[];
}

export interface CurvePoint {
  readonly x: number;
  readonly y: number;
  /** Between what the values lie that y is the mean of. */
  readonly spread?: readonly [least: number, most: number] | null;
}

/** What a line chart shows. */
export interface LineChart {
  readonly curves: readonly Curve[];
  /** `rounds`: how many there are, where x counts them. */
  readonly x: { readonly label: string; readonly rounds?: number };
  /** `ends`: from where to where; default: 0 or the least value, to the most. `log`: by powers of ten. */
  readonly y: { readonly label: string; readonly ends?: readonly [number, number]; readonly log?: boolean };
  /** A value to compare with, drawn dotted. */
  readonly level?: { readonly y: number; readonly name: string } | null;
  /** Whether each point is marked. */
  readonly dots?: boolean;
}

const WIDTH = 400;
const PLOT_PX = 190;
const LEFT = 46;
const RIGHT = 12;
/** Characters below the axis; a figure's words have the whole. */
const LABEL_MAX = 52;

/** Curves in a frame with ticks and a legend; curve k has the class `s0` to `s7`, which sets colour and dashes. */
export function drawLines(chart: LineChart): { width: number; height: number; content: Markup[] } {
  const { curves, level = null, dots = false } = chart;
  const entries = [
    ...curves.map(({ name }, k) => ({ name, mark: 'line' as const, className: `s${k % 8}` })),
    ...(level ? [{ name: level.name, mark: 'line' as const, className: 'level' }] : []),
  ];
  const legend = legendOf(entries, { left: LEFT, top: 22, width: WIDTH - LEFT - RIGHT });
  const top = 28 + legend.height;
  const bottom = top + PLOT_PX;
  const { x, y } = scalesOf(chart, top, bottom);
  const px = ({ x: at }: CurvePoint) => round(x.at(at));
  const py = (value: number) => round(y.at(value));
  const content = [
    el('text', { x: 4, y: 14 }, chart.y.label),
    ...legend.marks,
    ...frame({ x, y, top, bottom, label: chart.x.label }),
    ...(level ? [el('path', { class: 'line level', d: `M${LEFT} ${py(level.y)}H${WIDTH - RIGHT}` })] : []),
    ...curves.flatMap(({ points }, k) => [
      ...spreads(points, px, py, `s${k % 8}`),
      el('path', { class: `line s${k % 8}`, d: pathOf(points.map((point) => [px(point), py(point.y)])) }),
      ...(dots || points.length === 1
        ? points.map((point) =>
            el('circle', { class: `dot s${k % 8}`, cx: px(point), cy: py(point.y), r: 3.5 }),
          )
        : []),
    ]),
  ];
  return { width: WIDTH, height: bottom + 38, content };
}

function scalesOf({ curves, x, y, level }: LineChart, top: number, bottom: number): { x: Scale; y: Scale } {
  const points = curves.flatMap((curve) => curve.points);
  const xs = points.map((point) => point.x);
  const values = points.flatMap((point) => [point.y, ...(point.spread ?? [])]);
  const [least, most] = y.ends ?? [
    y.log ? reduced(values, Math.min) : Math.min(0, reduced(values, Math.min)),
    Math.max(reduced(values, Math.max), level?.y ?? -Infinity),
  ];
  const range = [bottom, top] as const;
  const across = [LEFT, WIDTH - RIGHT] as const;
  return {
    x:
      x.rounds === undefined
        ? linearScale(Math.min(0, reduced(xs, Math.min)), reduced(xs, Math.max), across)
        : countScale(x.rounds, across),
    y: y.log ? logScale(least, most, range) : linearScale(least, most === least ? least + 1 : most, range),
  };
}

function frame({
  x,
  y,
  top,
  bottom,
  label,
}: {
  x: Scale;
  y: Scale;
  top: number;
  bottom: number;
  label: string;
}) {
  return [
    ...y.ticks.flatMap((tick) => [
      el('path', { class: 'grid', d: `M${LEFT} ${round(y.at(tick))}H${WIDTH - RIGHT}` }),
      el('text', { class: 'end', x: LEFT - 6, y: y.at(tick) + 4 }, tickText(tick)),
    ]),
    ...x.ticks.map((tick) => el('text', { class: 'mid', x: x.at(tick), y: bottom + 17 }, tickText(tick))),
    el('path', { class: 'axis', d: `M${LEFT} ${top}V${bottom}H${WIDTH - RIGHT}` }),
    el('text', { class: 'mid', x: (LEFT + WIDTH - RIGHT) / 2, y: bottom + 33 }, cut(label)),
  ];
}

function cut(text: string): string {
  return text.length > LABEL_MAX ? `${text.slice(0, LABEL_MAX - 1)}…` : text;
}

function spreads(
  points: readonly CurvePoint[],
  px: (point: CurvePoint) => number,
  py: (value: number) => number,
  className: string,
): Markup[] {
  return points.flatMap((point) =>
    point.spread && point.spread[0] < point.spread[1]
      ? [
          el('path', {
            class: `spread ${className}`,
            d: `M${px(point)} ${py(point.spread[0])}V${py(point.spread[1])}`,
          }),
        ]
      : [],
  );
}

function pathOf(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}

/** As `Math.max(...values)`, which fails for very many. */
function reduced(values: readonly number[], pick: (a: number, b: number) => number): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => pick(a, b));
}
