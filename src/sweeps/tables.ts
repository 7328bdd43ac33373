import { parquetWriteBuffer } from 'hyparquet-writer';
import { type Column, readColumn, type Row } from './columns.js';

/** Rows as JSON lines: an object for each, with every column by name. */
export function asJsonLines(rows: readonly Row[], columns: readonly Column[]): string {
  const line = (row: Row) =>
    JSON.stringify(Object.fromEntries(columns.map((one) => [one.name, readColumn(one, row)])));
  return rows.map((row) => `${line(row)}\n`).join('');
}

/**
 * Rows as CSV (RFC 4180), with a line of names; null is empty.
 * A text that a spreadsheet would take for a formula has an apostrophe before it.
 */
export function asCsv(rows: readonly Row[], columns: readonly Column[]): string {
  const lines = [
    columns.map(({ name }) => name),
    ...rows.map((row) => columns.map((one) => readColumn(one, row))),
  ];
  return lines.map((cells) => `${cells.map(csvCell).join(',')}\r\n`).join('');
}

/** Rows as Parquet: texts as UTF-8, whole numbers as INT64, others as DOUBLE; every column may be null. */
export function asParquet(rows: readonly Row[], columns: readonly Column[]): Uint8Array {
  const columnData = columns.map((one) => {
    const values = rows.map((row) => readColumn(one, row));
    if (one.type === 'whole') {
      const data = values.map((value) => (value === null ? null : BigInt(value)));
      return { name: one.name, data, type: 'INT64' as const };
    }
    return {
      name: one.name,
      data: values,
      type: one.type === 'text' ? ('STRING' as const) : ('DOUBLE' as const),
    };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'krumble' }));
}

/** What a spreadsheet takes for a formula, some in wide letters too; a negative number is none. */
const FORMULA = /^[=+@\t\r\n\uff0b\uff0d\uff1d\uff20]|^-(?!\d+(\.\d+)?(e[+-]?\d+)?$)/;

function csvCell(value: string | number | null): string {
  const isFormula = typeof value === 'string' && FORMULA.test(value);
  const text = value === null ? '' : `${isFormula ? "'" : ''}${value}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
