import type { Sweep } from '../sweeps/sweepFolder.js';
import { comparisonFigure } from './comparison.js';
import { figureOf, svgOf } from './figure.js';
import { el, type Markup } from './markup.js';
import { pageOf } from './page.js';
import type { Part } from './part.js';
import { runFigures } from './runFigures.js';
import { runSection } from './runSection.js';
import type { RunStory } from './runStory.js';
import { FIGURE_STYLE } from './style.js';
import { sweepFigures } from './sweepFigures.js';
import { sweepSection } from './sweepSection.js';

/** What a report is of. */
export type Source =
  { readonly kind: 'run'; readonly story: RunStory } | { readonly kind: 'sweep'; readonly sweep: Sweep };

/** A page, and each of its figures alone, by file name. */
export interface Report {
  readonly html: string;
  readonly svgs: ReadonlyMap<string, string>;
}

/** The report of runs and sweeps, in the order in which they are given. The same runs give the same bytes. */
export function reportOf(sources: readonly Source[]): Report {
  const stories = sources.flatMap((source) => (source.kind === 'run' ? [source.story] : []));
  const comparison = stories.length > 1 ? comparisonFigure(stories, 'all-accuracy') : null;
  const parts = sources.map((source, k) => partOf(source, `p${k + 1}`, sources.length === 1));
  const title = sources.length === 1 ? parts[0].name : `${sources.length} runs and sweeps`;
  const html = pageOf(`${title} · krumble`, [
    el('h1', {}, title),
    el('p', { class: 'note' }, 'Attacks on distributed learning, simulated and recorded by krumble.'),
    ...(parts.length > 1 ? [contents(parts)] : []),
    ...(comparison === null ? [] : [el('div', { class: 'figures' }, figureOf(comparison))]),
    ...sources.map((source, k) => sectionOf(source, parts[k])),
  ]);
  const figures = [...(comparison === null ? [] : [comparison]), ...parts.flatMap((part) => part.figures)];
  const svgs = new Map(
    figures.map((figure) => [`${figure.id}.svg`, `${svgOf(figure, FIGURE_STYLE).source}\n`]),
  );
  return { html, svgs };
}

function partOf(source: Source, id: string, isOnly: boolean): Part {
  const name = source.kind === 'run' ? source.story.manifest.scenario.name : source.sweep.name;
  const figures = source.kind === 'run' ? runFigures(source.story, id) : sweepFigures(source.sweep, id);
  return { id, name, figures, isOnly };
}

function sectionOf(source: Source, part: Part): Markup {
  return source.kind === 'run' ? runSection(source.story, part) : sweepSection(source.sweep, part);
}

function contents(parts: readonly Part[]): Markup {
  const items = parts.map(({ id, name }) => el('li', {}, el('a', { href: `#${id}` }, name)));
  return el('nav', { 'aria-label': 'Contents' }, el('ul', {}, items));
}
