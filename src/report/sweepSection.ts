import { countLast, groupPoints } from '../sweeps/groups.js';
import type { Sweep } from '../sweeps/sweepFolder.js';
import { percent, summaryText } from '../ui/format.js';
import { renderFigure, renderTable } from './figure.js';
import { el, type Markup } from './markup.js';
import { leftOutText } from './sweepFigures.js';
import { renderHeading, type Section, sectionAttributes } from './section.js';

/** The part of a page that tells of one sweep. */
export function sweepSection(sweep: Sweep, section: Section): Markup {
  const { figures } = section;
  const { axes, groups } = groupPoints(sweep);
  const done = sweep.points.filter(({ result }) => result !== null).length;
  const rest = done < sweep.points.length ? `; ${sweep.points.length - done} are not there yet` : '';
  const overflows = groups.reduce((sum, group) => sum + group.overflows, 0);
  const hasBackdoor = groups.some(({ hits }) => hits !== null);
  const heads = [
    ...axes.map(({ field }) => field),
    'at best',
    `last ${countLast(sweep)}`,
    'at the end',
    ...(hasBackdoor ? ['ASR'] : []),
    'overflows',
    'runs',
  ];
  const rows = groups.map((group) => [
    ...axes.map(({ values }, axis) => values[group.at[axis]]),
    ...[group.accuracyMax, group.accuracyLast10, group.accuracyFinal].map(summaryText),
    ...(hasBackdoor ? [summaryText(group.hits)] : []),
    group.overflows,
    `${group.ended} of ${group.runs}`,
  ]);
  return el(
    'section',
    sectionAttributes(section),
    renderHeading(section),
    el(
      'p',
      {},
      `${done} runs${rest}: ${extentText(sweep)}. ` +
        'Accuracy is that of the test images, in percent; runs that differ in their seed alone are put together: mean ± standard deviation (lowest to highest).' +
        (hasBackdoor ? ' ASR: attack success rate, percent of a backdoor’s images.' : '') +
        (overflows > 0
          ? ` In ${overflows} runs the model overflowed: its numbers were no longer finite.`
          : ''),
    ),
    el('div', { class: 'figures' }, figures.map(renderFigure)),
    el('p', { class: 'note' }, leftOutText(sweep)),
    el('h3', {}, 'All combinations'),
    renderTable({ heads, rows }, 'All combinations'),
    el(
      'div',
      { class: 'folded' },
      el('h3', {}, 'Every run'),
      el(
        'details',
        {},
        el('summary', {}, `${sweep.points.length} runs with their digests, as a table`),
        runsTable(sweep),
      ),
    ),
    el(
      'p',
      {},
      'A run of this machine lies in the sweep’s folder under its name; in that folder its rounds are played again by',
    ),
    el('pre', {}, `krumble replay ${sweep.points[0].run}`),
    el('p', { class: 'note' }, `Made by krumble ${sweep.krumble}.`),
  );
}

/** `3 values of seed, 2 of attack.z`. */
function extentText({ axes }: Sweep): string {
  const parts = axes.map(
    ({ field, values }, k) => `${values.length} ${k === 0 ? 'values of' : 'of'} ${field}`,
  );
  return parts.length === 0 ? 'one scenario' : `${parts.join(', ')}, in all combinations that are scenarios`;
}

function runsTable({ axes, points }: Sweep): Markup {
  const rows = points.map(({ at, run, result }) => [
    run,
    ...axes.map(({ values }, axis) => values[at[axis]]),
    percent(result?.accuracyMax),
    percent(result?.accuracyFinal),
    result?.overflowRound === null || result === null ? '-' : result.overflowRound,
    result?.digest ?? 'not there yet',
  ]);
  const heads = [
    'run',
    ...axes.map(({ field }) => field),
    'at best',
    'at the end',
    'overflow in round',
    'digest',
  ];
  return renderTable({ heads, rows }, 'Every run');
}
