import type { Reproduced } from '../paper/reproduced.js';
import type { Table } from '../paper/table.js';
import type { Summary } from '../statistics/summary.js';
import { alignColumns, fitting } from './columns.js';
import { shortSummaryText, summaryText } from './format.js';

/** A reproduced table as text, columns side by side, where possible no wider than `columns`. */
export function describeTable(
  table: Table,
  cells: readonly Reproduced[],
  columns: number = Infinity,
): string {
  const tables = [summaryText, shortSummaryText].map((formatSummary) =>
    alignColumns(buildRows(cells, formatSummary)),
  );
  return [heading(table, cells), '', ...fitting(tables, columns), '', ...table.notes].join('\n');
}

/** The same in Markdown, with the digests of all runs behind it. */
export function tableInMarkdown(
  table: Table,
  cells: readonly Reproduced[],
  findDigest: (place: Reproduced['cell'], index: number) => string | null,
): string {
  const rows = buildRows(cells, summaryText);
  const [head, ...body] = rows.map((row) => `| ${row.join(' | ')} |`);
  const rule = `|${' --- |'.repeat(rows[0].length)}`;
  const digests = cells.flatMap(({ cell }) =>
    cell.scenarios.map((scenario, index) => {
      const image = 'image' in scenario.attack ? `, image ${String(scenario.attack.image)}` : '';
      return `${cell.row}, ${cell.column}, seed ${scenario.seed}${image}: ${findDigest(cell, index) ?? 'not run'}`;
    }),
  );
  return [
    `## ${heading(table, cells)}`,
    '',
    ...[head, rule, ...body],
    '',
    ...table.notes,
    '',
    ...['<details><summary>Digests</summary>', '', '```', ...digests, '```', '', '</details>', ''],
  ].join('\n');
}

function heading({ title, task }: Table, cells: readonly Reproduced[]): string {
  const scenarios = cells.flatMap(({ cell }) => cell.scenarios);
  const done = cells.reduce((sum, { runs }) => sum + runs, 0);
  const { rounds } = scenarios[0].training;
  const seeds = new Set(scenarios.map(({ seed }) => seed)).size;
  const missing =
    done < scenarios.length ? `, ${scenarios.length - done} of ${scenarios.length} runs not there yet` : '';
  return `${title}; ${task}, ${rounds} rounds, ${seeds} ${seeds === 1 ? 'seed' : 'seeds'}${missing}`;
}

function buildRows(
  cells: readonly Reproduced[],
  formatSummary: (summary: Summary | null) => string,
): string[][] {
  const hasColumns = new Set(cells.map(({ cell }) => cell.column)).size > 1;
  const hasHits = cells.some(({ hits }) => hits !== null);
  const hasOverflows = cells.some(({ overflows }) => overflows.length > 0);
  const hasPublished = cells.some(({ cell }) => cell.published !== null);
  const pick = (texts: readonly (string | false)[]) => texts.filter((text) => text !== false);
  return [
    pick([
      '',
      hasColumns && 'defense',
      hasPublished && 'published',
      'at best',
      hasPublished && 'difference',
      'at the end',
      hasHits && 'ASR',
      hasOverflows && 'overflow',
      'runs',
    ]),
    ...cells.map(({ cell, runs, accuracyMax, accuracyFinal, hits, difference, overflows }) =>
      pick([
        cell.row,
        hasColumns && cell.column,
        hasPublished && (cell.published?.toFixed(1) ?? '-'),
        formatSummary(accuracyMax),
        hasPublished && (difference === null ? '-' : `${difference < 0 ? '' : '+'}${difference.toFixed(1)}`),
        formatSummary(accuracyFinal),
        hasHits && (hits === null ? '-' : `${hits.mean.toFixed(0)}%`),
        hasOverflows && overflowText(overflows),
        `${runs} of ${cell.scenarios.length}`,
      ]),
    ),
  ];
}

function overflowText(overflows: readonly number[]): string {
  return overflows.length === 0 ? '-' : `in round ${overflows.join(', ')}`;
}
