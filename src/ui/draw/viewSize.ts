/** The room that a frame has. */
export interface ViewSize {
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
  /** Whether a character can have colours of its own, which pictures are drawn with. */
  readonly colors: boolean;
}

/** Rows above every view, and below it. */
export const HEAD_ROWS = 3;
export const FOOT_ROWS = 2;

/** Columns that the names of rows take. */
export const LABEL = 12;

/** The name of a row. */
export function label(text: string): string {
  return text.padEnd(LABEL);
}
