import path from 'node:path';
import { isCorrupted } from '../scenario/corruption.js';
import { toYaml } from '../scenario/print.js';
import { attackText, defenseText, percent, share } from '../ui/format.js';
import { renderFigure, renderTable } from './figure.js';
import { el, type Markup } from './markup.js';
import { renderHeading, type Section, sectionAttributes } from './section.js';
import type { RunStory } from './runStory.js';

/** The part of a page that tells of one run. */
export function runSection(story: RunStory, section: Section): Markup {
  const { figures } = section;
  const { manifest } = story;
  return el(
    'section',
    sectionAttributes(section),
    renderHeading(section),
    el('p', {}, sentence(story)),
    numbers(story),
    el('div', { class: 'figures' }, figures.map(renderFigure)),
    el(
      'div',
      { class: 'folded' },
      el('h3', {}, 'Workers'),
      el(
        'details',
        {},
        el('summary', {}, `All ${manifest.scenario.workers.count} workers, as a table`),
        workersTable(story),
      ),
    ),
    el('h3', {}, 'Settings'),
    el('pre', {}, toYaml(manifest.scenario, '.').trimEnd()),
    el('h3', {}, 'The same rounds again'),
    replay(story),
    provenance(story),
  );
}

/** How to have the rounds again: from the run folder, and from the settings where these are enough. */
function replay({ manifest, folder, result }: RunStory): Markup[] {
  const modules = (manifest.used ?? []).map(({ files }) => ` --use ${shellWord(files[0].file)}`).join('');
  const isWhole = manifest.history.length === 0 && manifest.initial === null && result.complete;
  return [
    el('p', {}, 'In the folder that holds the run; every round is played again and compared, bit for bit:'),
    el('pre', {}, `krumble replay ${shellWord(nameRun(folder))}${modules}`),
    ...(isWhole
      ? [
          el(
            'p',
            {},
            `Without it: from the settings above, saved as a file, krumble ${manifest.krumble} comes to the digest below.`,
          ),
          el('pre', {}, `krumble run settings.yaml${modules}`),
        ]
      : []),
  ];
}

/** The name of a run's folder, wherever that lies: the same run makes the same page. */
export function nameRun(folder: string): string {
  return path.basename(path.resolve(folder));
}

/** What happened, in a few words. */
function sentence({ manifest, entries, result, chosen }: RunStory): string {
  const { scenario } = manifest;
  const { workers, defense, task } = scenario;
  const named = { scenario, entries };
  const part =
    workers.participants === undefined ? '' : `, of whom ${workers.participants} take part in a round`;
  const what = `${workers.count} ${workers.count === 1 ? 'worker' : 'workers'}, ${workers.corrupted} of them corrupted (${share(workers.corrupted / workers.count)})${part}, ${attackText(named)}, ${defenseText(named)}, on ${task}.`;
  const ending = result.overflow
    ? ` In round ${result.overflow.round} the model overflowed: its numbers were no longer finite.`
    : result.complete
      ? ''
      : ` The run has ${result.rounds} of ${manifest.scenario.training.rounds} rounds so far.`;
  if (workers.corrupted === 0) return `${what}${ending}`;
  const { picks, theirs } = chosen ?? { picks: 0, theirs: 0 };
  const selected =
    picks === 0 ? '' : ` ${defense.rule} selected ${picks} times, ${theirs} times a corrupted worker.`;
  return `${what}${selected} ${share(result.corruptedInfluenceMean ?? 0)} of the aggregates came from corrupted workers.${ending}`;
}

function numbers({ entries, result }: RunStory): Markup {
  const published = entries.task.accuracyPublished;
  const facts: [string, string][] = [
    [percent(result.accuracyMax), 'test accuracy at best'],
    [percent(result.accuracyFinal), 'at the end'],
    ...(published === null ? [] : [[`${published}%`, 'published without attack'] as [string, string]]),
    ...(result.backdoorHitRate === null
      ? []
      : [[percent(result.backdoorHitRate), 'attack success rate'] as [string, string]]),
    ...(result.backdoorLifespan === undefined
      ? []
      : [
          [
            `${result.backdoorLifespan.rounds}${result.backdoorLifespan.ended ? '' : '+'}`,
            'rounds that the backdoor outlived its attack',
          ] as [string, string],
        ]),
    [String(result.rounds), 'rounds'],
  ];
  return el(
    'ul',
    { class: 'numbers' },
    facts.map(([value, name]) => el('li', {}, el('b', {}, value), ' ', el('span', {}, name))),
  );
}

function workersTable({ manifest, influenceMean, chosen, result }: RunStory): Markup {
  const rows = influenceMean.map((mean, worker) => [
    worker,
    isCorrupted(manifest.scenario, worker) ? 'corrupted' : 'honest',
    `${(100 * mean).toFixed(2)}%`,
    ...(chosen === null ? [] : [`${chosen.counts[worker]} of ${result.rounds} rounds`]),
  ]);
  const heads = ['worker', 'role', 'share of the aggregates', ...(chosen === null ? [] : ['selected in'])];
  return renderTable({ heads, rows }, 'Workers');
}

function provenance({ manifest, result, folder }: RunStory): Markup {
  const { data, backend } = manifest;
  const rows: [string, string][] = [
    ['digest', result.digest ?? '-'],
    ['seed', String(manifest.scenario.seed)],
    ['krumble', `${manifest.krumble}, backend ${backend.name} ${backend.version}`],
    ['recorded on', `Node.js ${manifest.node}, ${manifest.platform}`],
    ['training data', `${data.name}, SHA-256 ${data.train}`],
    ['test data', `SHA-256 ${data.test}`],
    ...(manifest.initial === null
      ? []
      : [['initial parameters', `SHA-256 ${manifest.initial.sha256}`] as [string, string]]),
    ...manifest.history.map(({ until, run, change }): [string, string] => [
      `until round ${until}`,
      `of run ${run}, then ${change.join(', ')}`,
    ]),
    ['run folder', nameRun(folder)],
  ];
  return el(
    'div',
    { class: 'wide facts', role: 'region', tabindex: 0, 'aria-label': 'Digests and versions' },
    el(
      'table',
      {},
      el(
        'tbody',
        {},
        rows.map(([name, value]) => el('tr', {}, el('th', { scope: 'row' }, name), el('td', {}, value))),
      ),
    ),
  );
}

/** A word as a POSIX shell takes it for one. */
export function shellWord(text: string): string {
  return /^[\w./:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
