import { printable } from '../errors/show.js';
import type { Summary } from '../statistics/summary.js';
import { countLast, groupPoints } from '../sweeps/groups.js';
import type { Sweep } from '../sweeps/sweepFolder.js';
import { alignColumns, fitting } from './columns.js';
import { shortSummaryText, summaryText } from './format.js';

/** Lines of a table that are printed; the files have them all. */
const LINES_MAX = 60;

/**
 * A sweep's results as text, where possible no wider than `columns`.
 * Runs that differ only in their seed share a line.
 */
export function describeSweep(sweep: Sweep, columns: number): string {
  const { groups } = groupPoints(sweep);
  const last = countLast(sweep);
  const left = groups.length - LINES_MAX;
  const tables = [summaryText, shortSummaryText].map((formatSummary) =>
    alignColumns(buildRows(sweep, formatSummary)),
  );
  return [
    printable(sweep.name),
    '',
    ...fitting(tables, columns),
    ...(left > 0 ? [`... and ${left} more`] : []),
    '',
    'Test accuracy, %: mean over seeds ± standard deviation (lowest to highest);',
    ...(groups.some(({ hits }) => hits !== null)
      ? ['ASR: attack success rate, % of a backdoor’s images.']
      : []),
    `last ${last}: of the last ${last} evaluations.`,
  ].join('\n');
}

function buildRows(sweep: Sweep, formatSummary: (summary: Summary | null) => string): string[][] {
  const { axes, groups } = groupPoints(sweep);
  const hasHits = groups.some(({ hits }) => hits !== null);
  const hasOverflows = groups.some(({ overflows }) => overflows > 0);
  const names = [
    ...axes.map(({ field }) => printable(field)),
    ...['at best', `last ${countLast(sweep)}`, 'at the end'],
    ...(hasHits ? ['ASR'] : []),
    ...(hasOverflows ? ['overflows'] : []),
    'runs',
  ];
  const rows = groups
    .slice(0, LINES_MAX)
    .map((group) => [
      ...axes.map(({ values }, axis) => printable(values[group.at[axis]])),
      ...[group.accuracyMax, group.accuracyLast10, group.accuracyFinal].map(formatSummary),
      ...(hasHits ? [formatSummary(group.hits)] : []),
      ...(hasOverflows ? [String(group.overflows)] : []),
      `${group.ended} of ${group.runs}`,
    ]);
  return [names, ...rows];
}
