import { el, type Markup } from '../markup.js';
import { drawFrame } from './frame.js';
import { drawLegend } from './legend.js';
import { countScale, linearScale, logScale, type Scale } from './scale.js';

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
  readonly x: {
    readonly label: string;
    readonly rounds?: number;
    /** Names of x = 0, 1, ..., where it is no number. */
    readonly categories?: readonly string[];
  };
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

/**
 * Curves in a frame with ticks and a legend.
 * Curve k has the class `s0` to `s7`, which sets colour and dashes.
 */
export function drawLines(chart: LineChart): { width: number; height: number; content: Markup[] } {
  const { curves, level = null, dots = false } = chart;
  const entries = [
    ...curves.map(({ name }, k) => ({ name, mark: 'line' as const, className: `s${k % 8}` })),
    ...(level ? [{ name: level.name, mark: 'line' as const, className: 'level' }] : []),
  ];
  const legend = drawLegend(entries, { left: LEFT, top: 22, width: WIDTH - LEFT - RIGHT });
  const top = 28 + legend.height;
  const bottom = top + PLOT_PX;
  const { x, y } = buildScales(chart, top, bottom);
  const px = ({ x: at }: CurvePoint) => round(x.at(at));
  const py = (value: number) => round(y.at(value));
  const content = [
    el('text', { x: 4, y: 14 }, chart.y.label),
    ...legend.marks,
    ...drawFrame({ x, y, left: LEFT, right: WIDTH - RIGHT, top, bottom, ...chart.x }),
    ...(level ? [el('path', { class: 'line level', d: `M${LEFT} ${py(level.y)}H${WIDTH - RIGHT}` })] : []),
    ...curves.flatMap(({ points }, k) => [
      ...spreads(points, px, py, `s${k % 8}`),
      el('path', { class: `line s${k % 8}`, d: buildPath(points.map((point) => [px(point), py(point.y)])) }),
      ...(dots || points.length === 1
        ? points.map((point) =>
            el('circle', { class: `dot s${k % 8}`, cx: px(point), cy: py(point.y), r: 3.5 }),
          )
        : []),
    ]),
  ];
  return { width: WIDTH, height: bottom + 38, content };
}

function buildScales(
  { curves, x, y, level }: LineChart,
  top: number,
  bottom: number,
): { x: Scale; y: Scale } {
  const points = curves.flatMap((curve) => curve.points);
  const values = points.flatMap((point) => [point.y, ...(point.spread ?? [])]);
  const [least, most] = y.ends ?? [
    y.log ? reduced(values, Math.min) : Math.min(0, reduced(values, Math.min)),
    Math.max(reduced(values, Math.max), level?.y ?? -Infinity),
  ];
  const range = [bottom, top] as const;
  const across = [LEFT, WIDTH - RIGHT] as const;
  return {
    x: buildXScale(x, points, across),
    y: y.log ? logScale(least, most, range) : linearScale(least, most === least ? least + 1 : most, range),
  };
}

function buildXScale(
  { rounds, categories }: LineChart['x'],
  points: readonly CurvePoint[],
  across: readonly [number, number],
): Scale {
  if (rounds !== undefined) return countScale(rounds, across);
  if (categories !== undefined) {
    const { at } = linearScale(-0.5, categories.length - 0.5, across);
    return { at, ticks: categories.map((_, k) => k) };
  }
  const xs = points.map(({ x }) => x);
  return linearScale(Math.min(0, reduced(xs, Math.min)), reduced(xs, Math.max), across);
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

function buildPath(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], k) => `${k === 0 ? 'M' : 'L'}${x} ${y}`).join('');
}

function round(value: number): number {
  return Math.round(100 * value) / 100;
}

/** As `Math.max(...values)`, which fails for very many. */
function reduced(values: readonly number[], pick: (a: number, b: number) => number): number {
  return values.length === 0 ? 0 : values.reduce((a, b) => pick(a, b));
}
