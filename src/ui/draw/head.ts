import { printable } from '../../errors/show.js';
import type { Scenario } from '../../scenario/scenario.js';
import { attackText, defenseText, threadsText, workersText } from '../format.js';
import { type Scene, VIEWS } from '../scene.js';
import type { Room } from './room.js';
import { statusOf } from './status.js';
import { apart, type Line, longestOf } from './text.js';

/**
 * The lines above every view: what runs, who attacks and who
 * defends, which round is shown, and which view this is.
 */
export function drawHead(scene: Scene, { columns }: Room): Line[] {
  const { scenario, backend, threads, replayed, watched } = scene.history.facts;
  const machine = [
    `seed ${scenario.seed}`,
    backend.name,
    ...(threads === null ? [] : [threadsText(threads)]),
  ];
  const verb = replayed ? 'replay of ' : watched ? 'watching ' : '';
  const tabs = VIEWS.map((view, index) => {
    const name = `${index + 1} ${view}`;
    return view === scene.gaze.view ? `[${name}]` : ` ${name} `;
  });
  return [
    apart(
      [
        { text: `krumble  ${verb}`, tone: 'quiet' },
        { text: printable(scenario.name), tone: 'title' },
      ],
      [{ text: machine.join(' · '), tone: 'quiet' }],
      columns,
    ),
    [{ text: experimentText(scenario, columns) }],
    apart(statusOf(scene), [{ text: tabs.join('').trim(), tone: 'quiet' }], columns),
  ];
}

/** Who attacks and who defends; in fewer words where there is little room. */
function experimentText(scenario: Scenario, columns: number): string {
  const [attack, defense] = [attackText(scenario), defenseText(scenario)];
  const { count, corrupted } = scenario.workers;
  const few = `${corrupted} of ${count} corrupted`;
  const texts = [
    [workersText(scenario), `attack ${attack}`, `defense ${defense}`],
    [few, attack, defense],
    [few, attack, scenario.defense.rule],
    [few, scenario.attack.name, scenario.defense.rule],
  ];
  return longestOf(
    texts.map((parts) => parts.join(' · ')),
    columns,
  );
}
