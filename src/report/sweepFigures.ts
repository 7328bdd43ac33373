import type { Axis } from '../scenario/grid.js';
import type { Summary } from '../statistics/summary.js';
import { type Group, groupPoints } from '../sweeps/groups.js';
import type { Sweep } from '../sweeps/sweepFolder.js';
import { summaryText } from '../ui/format.js';
import { type Curve, drawLines } from './charts/lines.js';
import { drawHeatmap } from './charts/heatmap.js';
import type { Figure, Table } from './figure.js';

/** What is shown of each group, in this order. */
const MEASURES = [
  { key: 'accuracyMax', id: 'best', title: 'Best test accuracy' },
  { key: 'accuracyLast10', id: 'last10', title: 'Test accuracy, mean of the last evaluations (at most ten)' },
  { key: 'accuracyFinal', id: 'final', title: 'Final test accuracy' },
  { key: 'hits', id: 'asr', title: 'Attack success rate' },
] as const;
type Measure = (typeof MEASURES)[number];

/** Of the values of further axes, so many combinations get figures of their own. */
const PANELS_MAX = 12;
const CURVES_MAX = 8;

/** An axis with more than one value, and its place among all. */
interface Varied extends Axis {
  readonly index: number;
}

/**
 * The figures of a sweep.
 * Each measure has a heatmap over two axes and lines over one, for every value of the others.
 */
export function sweepFigures(sweep: Sweep, prefix: string): Figure[] {
  const { axes, groups } = groupPoints(sweep);
  const varied = selectVaried(axes);
  if (varied.length === 0) return [];
  const { across, down, further } = arranged(varied);
  const measures = MEASURES.filter(({ key }) => groups.some((group) => group[key] !== null));
  return groupPanels(groups, further)
    .slice(0, PANELS_MAX)
    .flatMap(({ label, groups: some }, panel) =>
      measures.flatMap((measure) => {
        const place = { across, down, groups: some, label };
        const id = `${prefix}-${panel}-${measure.id}`;
        return [
          ...(down === undefined ? [] : [heatmap(place, down, measure, `${id}-map`)]),
          lines(place, measure, `${id}-lines`),
        ];
      }),
    );
}

function selectVaried(axes: readonly Axis[]): Varied[] {
  return axes.map((axis, index) => ({ ...axis, index })).filter(({ values }) => values.length > 1);
}

/** Across goes the numeric axis with most values, down one that is not numeric, if there is one. */
function arranged(varied: readonly Varied[]): {
  across: Varied;
  down: Varied | undefined;
  further: Varied[];
} {
  const byCount = [...varied].sort((a, b) => b.values.length - a.values.length);
  const across = byCount.find(isNumeric) ?? varied[0];
  const others = varied.filter((axis) => axis !== across);
  const down = others.find((axis) => !isNumeric(axis)) ?? others[0];
  return { across, down, further: others.filter((axis) => axis !== down) };
}

/** What is said of a sweep that has more to show than there are figures; null where it has not. */
export function leftOutText(sweep: Sweep): string | null {
  const { axes, groups } = groupPoints(sweep);
  const varied = selectVaried(axes);
  if (varied.length === 0) return null;
  const panels = groupPanels(groups, arranged(varied).further).length;
  return panels > PANELS_MAX
    ? `Figures are of the first ${PANELS_MAX} of ${panels} values of further fields; the table has all.`
    : null;
}

interface Place {
  readonly across: Varied;
  readonly down: Varied | undefined;
  readonly groups: readonly Group[];
  /** Where on further axes. */
  readonly label: string;
}

function heatmap(
  { across, groups, label }: Place,
  down: Varied,
  { key, title }: Measure,
  id: string,
): Figure {
  const placed = new Map(groups.map((group) => [`${group.at[down.index]} ${group.at[across.index]}`, group]));
  const at = (row: number, column: number) => placed.get(`${row} ${column}`)?.[key] ?? null;
  const chart = drawHeatmap({
    rows: { label: down.field, values: down.values },
    columns: { label: across.field, values: across.values },
    cell: (row, column) => {
      const summary = at(row, column);
      return summary === null ? null : { value: summary.mean, below: spreadText(summary) };
    },
  });
  const table: Table = {
    heads: [down.field, ...across.values.map((value) => `${across.field} ${value}`)],
    rows: down.values.map((value, row) => [
      value,
      ...across.values.map((_, column) => summaryText(at(row, column))),
    ]),
  };
  return {
    id,
    title: `${title}, %${label}`,
    description: `By ${down.field} and ${across.field}${seedsText(groups)}.`,
    ...chart,
    table,
  };
}

function lines({ across, down, groups, label }: Place, { key, title }: Measure, id: string): Figure {
  const numeric = isNumeric(across);
  const findX = (group: Group) =>
    numeric ? Number(across.values[group.at[across.index]]) : group.at[across.index];
  const buildCurve = (name: string, some: readonly Group[]): Curve => ({
    name,
    points: some
      .flatMap((group) => {
        const summary = group[key];
        return summary === null
          ? []
          : [{ x: findX(group), y: summary.mean, spread: [summary.least, summary.most] as const }];
      })
      .sort((a, b) => a.x - b.x),
  });
  const rows = down?.values.map((value, k) => ({
    value,
    groups: groups.filter((one) => one.at[down.index] === k),
  }));
  const curves = (rows ?? [{ value: title, groups }]).map(({ value, groups: some }) =>
    buildCurve(value, some),
  );
  const chart = drawLines({
    curves: curves.slice(0, CURVES_MAX),
    x: { label: across.field, ...(!numeric && { categories: across.values }) },
    y: { label: `${title}, %`, ends: [0, 100] },
    dots: true,
  });
  const left =
    curves.length > CURVES_MAX ? ` The first ${CURVES_MAX} of ${curves.length}; the table has all.` : '';
  return {
    id,
    title: `${title} over ${across.field}${label}`,
    description: `${down ? `A line for each ${down.field}` : 'One line'}${seedsText(groups)}; bars from the lowest to the highest.${left}`,
    ...chart,
    table: {
      heads: [...(down ? [down.field] : []), across.field, title, 'standard deviation', 'runs'],
      rows: groups.map((group) => [
        ...(down ? [down.values[group.at[down.index]]] : []),
        across.values[group.at[across.index]],
        summaryText(group[key]),
        group[key]?.deviation?.toFixed(2) ?? '-',
        `${group.ended} of ${group.runs}`,
      ]),
    },
  };
}

/** Groups by their values on further axes. */
function groupPanels(
  groups: readonly Group[],
  further: readonly Varied[],
): { label: string; groups: Group[] }[] {
  const panels = new Map<string, Group[]>();
  for (const group of groups) {
    const label = further.map(({ field, values, index }) => `, ${field} ${values[group.at[index]]}`).join('');
    panels.set(label, [...(panels.get(label) ?? []), group]);
  }
  return [...panels].map(([label, some]) => ({ label, groups: some }));
}

function isNumeric({ values }: Axis): boolean {
  return values.every((value) => value.trim() !== '' && Number.isFinite(Number(value)));
}

function spreadText({ deviation }: Summary): string {
  return deviation === null ? '' : `± ${deviation.toFixed(1)}`;
}

function seedsText(groups: readonly Group[]): string {
  const most = Math.max(...groups.map(({ runs }) => runs));
  return most > 1 ? `; means over ${most} seeds, ± their standard deviation` : '';
}
