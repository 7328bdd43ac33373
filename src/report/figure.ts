import { type Child, el, type Markup, styleElement } from './markup.js';

/** A chart with everything that goes with it. */
export interface Figure {
  /** Unique on the page, and the name of its file; letters, digits and dashes. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen, in words. */
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly content: readonly Child[];
  /** The same as a table. */
  readonly table: Table;
}

/** Rows of a table below its heads; the first cell of a row names it. */
export interface Table {
  readonly heads: readonly string[];
  readonly rows: readonly (readonly (string | number)[])[];
  /** How rows were left out, if any. */
  readonly note?: string;
}

/** Charts are drawn for a phone's width, and somewhat larger where there is room. */
const PAGE_SCALE = 1.35;

/** A figure on a page: chart, words, and the table behind a summary that opens it. */
export function renderFigure(figure: Figure): Markup {
  return el(
    'figure',
    { id: figure.id },
    el('figcaption', {}, el('strong', {}, figure.title), ' ', figure.description),
    renderSvg(figure, null),
    el(
      'details',
      {},
      el('summary', {}, `${figure.title}, as a table`),
      renderTable(figure.table, figure.title),
    ),
  );
}

/** A figure as SVG; on its own it brings its style. */
export function renderSvg(
  { id, title, description, width, height, content }: Omit<Figure, 'table'>,
  style: string | null,
): Markup {
  return el(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': `${id}-t ${id}-d`,
      width: style === null ? PAGE_SCALE * width : width,
      ...(style !== null && { height }),
    },
    el('title', { id: `${id}-t` }, title),
    el('desc', { id: `${id}-d` }, description),
    style !== null && [styleElement(style), el('rect', { class: 'ground', width, height })],
    content,
  );
}

/** A table that scrolls by itself where it is wider than the page. */
export function renderTable({ heads, rows, note }: Table, label: string): Markup {
  return el(
    'div',
    { class: 'wide', role: 'region', tabindex: 0, 'aria-label': label },
    el(
      'table',
      {},
      el(
        'thead',
        {},
        el(
          'tr',
          {},
          heads.map((head) => el('th', { scope: 'col' }, head)),
        ),
      ),
      el(
        'tbody',
        {},
        rows.map(([first, ...cells]) =>
          el(
            'tr',
            {},
            el('th', { scope: 'row' }, first),
            cells.map((cell) => el('td', {}, cell)),
          ),
        ),
      ),
    ),
    note !== undefined && el('p', { class: 'note' }, note),
  );
}
