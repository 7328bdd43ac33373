import { printable } from '../../errors/show.js';
import {
  attackText,
  countedDefenseText,
  defenseText,
  type Named,
  shortAttackText,
  shortDefenseText,
  threadsText,
  workersText,
} from '../format.js';
import { type ViewModel, VIEWS } from '../viewModel.js';
import type { ViewSize } from './viewSize.js';
import { drawStatus } from './status.js';
import { apart, type Line, pickFittingText } from './text.js';

/**
 * The lines above every view: what runs, who attacks and who
 * defends, which round is shown, and which view this is.
 */
export function drawHead(viewModel: ViewModel, { columns }: ViewSize): Line[] {
  const { facts } = viewModel.history;
  const { scenario, backend, threads, replayed, watched } = facts;
  const machine = [
    `seed ${scenario.seed}`,
    backend.name,
    ...(threads === null ? [] : [threadsText(threads)]),
  ];
  const verb = replayed ? 'replay of ' : watched ? 'watching ' : '';
  const tabs = VIEWS.map((view, index) => {
    const name = `${index + 1} ${view}`;
    return view === viewModel.viewState.view ? `[${name}]` : ` ${name} `;
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
    [{ text: experimentText(facts, columns) }],
    apart(drawStatus(viewModel), [{ text: tabs.join('').trim(), tone: 'quiet' }], columns),
  ];
}

/**
 * Who attacks and who defends; in fewer words where there is little room.
 * A rule never stands there without what is done to reports before it: that is another defense.
 */
function experimentText(facts: Named, columns: number): string {
  const { scenario } = facts;
  const [attack, defense] = [attackText(facts), defenseText(facts)];
  const [shortAttack, shortDefense] = [shortAttackText(facts), shortDefenseText(scenario)];
  const { count, corrupted, participants } = scenario.workers;
  const part = participants === undefined ? '' : `, ${participants} a round`;
  const few = `${corrupted} of ${count} corrupted${part}`;
  const fewest = `${corrupted} of ${count}`;
  const texts = [
    [workersText(scenario), `attack ${attack}`, `defense ${defense}`],
    [few, attack, defense],
    [fewest, attack, defense],
    [few, attack, shortDefense],
    [few, shortAttack, shortDefense],
    [fewest, shortAttack, shortDefense],
    [fewest, shortAttack, countedDefenseText(scenario)],
  ];
  return pickFittingText(
    texts.map((parts) => parts.join(' · ')),
    columns,
  );
}
