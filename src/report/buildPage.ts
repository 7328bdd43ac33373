import type { Sweep } from '../sweeps/sweepFolder.js';
import { comparisonFigure } from './comparisonFigure.js';
import { renderFigure, renderSvg } from './figure.js';
import { el, type Markup } from './markup.js';
import { renderPage } from './page.js';
import type { Section } from './section.js';
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
export interface Page {
  readonly html: string;
  readonly svgs: ReadonlyMap<string, string>;
}

/** The report of runs and sweeps, in the order in which they are given. The same runs give the same bytes. */
export function buildPage(sources: readonly Source[]): Page {
  const stories = sources.flatMap((source) => (source.kind === 'run' ? [source.story] : []));
  const comparison = stories.length > 1 ? comparisonFigure(stories, 'all-accuracy') : null;
  const sections = sources.map((source, k) => buildSection(source, `p${k + 1}`, sources.length === 1));
  const title = sources.length === 1 ? sections[0].name : `${sources.length} runs and sweeps`;
  const html = renderPage(`${title} · krumble`, [
    el('h1', {}, title),
    el('p', { class: 'note' }, 'Attacks on distributed learning, simulated and recorded by krumble.'),
    ...(sections.length > 1 ? [contents(sections)] : []),
    ...(comparison === null ? [] : [el('div', { class: 'figures' }, renderFigure(comparison))]),
    ...sources.map((source, k) => renderSection(source, sections[k])),
  ]);
  const figures = [
    ...(comparison === null ? [] : [comparison]),
    ...sections.flatMap((section) => section.figures),
  ];
  const svgs = new Map(
    figures.map((figure) => [`${figure.id}.svg`, `${renderSvg(figure, FIGURE_STYLE).source}\n`]),
  );
  return { html, svgs };
}

function buildSection(source: Source, id: string, isOnly: boolean): Section {
  const name = source.kind === 'run' ? source.story.manifest.scenario.name : source.sweep.name;
  const figures = source.kind === 'run' ? runFigures(source.story, id) : sweepFigures(source.sweep, id);
  return { id, name, figures, isOnly };
}

function renderSection(source: Source, section: Section): Markup {
  return source.kind === 'run' ? runSection(source.story, section) : sweepSection(source.sweep, section);
}

function contents(sections: readonly Section[]): Markup {
  const items = sections.map(({ id, name }) => el('li', {}, el('a', { href: `#${id}` }, name)));
  return el('nav', { 'aria-label': 'Contents' }, el('ul', {}, items));
}
