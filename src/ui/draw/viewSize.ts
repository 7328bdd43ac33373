/** The room that a frame has. */
export interface ViewSize {
  readonly columns: number;
  readonly rows: number;
  readonly ascii: boolean;
  /** Whether a character can have colours of its own, which pictures are drawn with. */
  readonly colors: boolean;
}

/** Columns that the names of rows take. */
export const LABEL = 12;

/** The name of a row. */
export function label(text: string): string {
  return text.padEnd(LABEL);
}
