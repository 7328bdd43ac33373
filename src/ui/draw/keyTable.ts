import type { Line } from './text.js';
import { FOOT_ROWS, HEAD_ROWS, type ViewSize } from './viewSize.js';

/** What a table of keys says of each. */
export interface ListedKey {
  readonly label: string;
  readonly does: string;
}

const LABEL = 16;

/** A page of the table of keys, which is one page where it has room in so many rows. */
export function drawKeyTable(keys: readonly ListedKey[], page: number, rows: number): Line[] {
  const lines = keys.map(({ label, does }): Line => [
    { text: `  ${label}`.padEnd(LABEL), tone: 'honest' },
    { text: does },
  ]);
  const title: Line[] = [[], [{ text: 'keys', tone: 'title' }]];
  if (rows >= lines.length + title.length) return [...title, ...lines];
  const room = Math.max(1, rows);
  return lines.slice(page * room, (page + 1) * room);
}

/** How many pages that are on a whole screen of such a size. */
export function countTablePages(keys: readonly ListedKey[], { rows }: Pick<ViewSize, 'rows'>): number {
  return Math.ceil(keys.length / Math.max(1, rows - HEAD_ROWS - FOOT_ROWS));
}
