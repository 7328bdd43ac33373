import { padColumns, textWidth } from './textWidth.js';

/** The first of some tables that fits so many columns; the last, if none does. */
export function fitting(tables: readonly (readonly string[])[], columns: number): readonly string[] {
  return tables.find((lines) => lines.every((line) => textWidth(line) <= columns)) ?? tables.at(-1)!;
}

/**
 * Rows of cells as lines. Columns are two blanks apart, each as wide as its widest cell.
 * All rows have equally many cells.
 */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => textWidth(row[column]))));
  return rows.map((row) =>
    row
      .map((cell, column) => padColumns(cell, widths[column]))
      .join('  ')
      .trimEnd(),
  );
}
