import { percent } from '../ui/format.js';
import { thinned } from './bins.js';
import { drawLines } from './charts/lines.js';
import type { Figure } from './figure.js';
import { nameRun } from './runSection.js';
import type { RunStory } from './runStory.js';

/** More curves than these cannot be told apart; the table has all runs. */
const CURVES_MAX = 8;

/** Several runs side by side: their accuracy, one curve each. */
export function comparisonFigure(stories: readonly RunStory[], id: string): Figure {
  const shown = stories.filter(({ accuracy }) => accuracy.length > 0).slice(0, CURVES_MAX);
  const left = stories.length - shown.length;
  const chart = drawLines({
    curves: shown.map(({ folder, accuracy }) => ({ name: nameRun(folder), points: thinned(accuracy) })),
    x: { label: 'round', rounds: Math.max(...stories.map(({ result }) => result.rounds)) },
    y: { label: 'test accuracy, %', ends: [0, 100] },
  });
  return {
    id,
    title: 'Test accuracy of all runs',
    description: left > 0 ? `The first ${shown.length} of ${stories.length}; the table has all.` : '',
    ...chart,
    table: {
      heads: ['run', 'scenario', 'at best', 'at the end', 'rounds', 'digest'],
      rows: stories.map(({ folder, manifest, result }) => [
        nameRun(folder),
        manifest.scenario.name,
        percent(result.accuracyMax),
        percent(result.accuracyFinal),
        result.rounds,
        result.digest ?? '-',
      ]),
    },
  };
}
