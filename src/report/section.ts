import type { Figure } from './figure.js';
import { el, type Markup } from './markup.js';

/** A part of a page: what is told of one run or sweep. */
export interface Section {
  /** Unique on the page; begins the ids of its figures. */
  readonly id: string;
  readonly name: string;
  readonly figures: readonly Figure[];
  /** Whether it is all that the page has: then the page's heading is its own. */
  readonly isOnly: boolean;
}

export function sectionAttributes({ id, name, isOnly }: Section): Readonly<Record<string, string>> {
  return isOnly ? { id, 'aria-label': name } : { id, 'aria-labelledby': `${id}-h` };
}

export function renderHeading({ id, name, isOnly }: Section): Markup | null {
  return isOnly ? null : el('h2', { id: `${id}-h` }, name);
}
