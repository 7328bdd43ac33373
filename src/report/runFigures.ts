import { share } from '../ui/format.js';
import { drawBars } from './charts/bars.js';
import type { Figure } from './figure.js';
import { accuracy, chained, decided, distances, losses } from './runCurves.js';
import type { RunStory } from './runStory.js';
import { backdoor, influence, selection } from './runStrips.js';
import { shares } from './sharesFigure.js';

/** The figures of one run; `prefix` begins their ids. What a run has nothing to show of is left out. */
export function runFigures(story: RunStory, prefix: string): Figure[] {
  const makers = [
    accuracy,
    losses,
    influence,
    distances,
    chained,
    decided,
    selection,
    backdoor,
    shares,
    phases,
  ];
  return makers.flatMap((make) => {
    const figure = make(story);
    return figure === null ? [] : [{ ...figure, id: `${prefix}-${figure.id}` }];
  });
}

function phases({ times }: RunStory): Figure | null {
  if (times === null) return null;
  const entries = Object.entries(times.busyMs).filter(([, ms]) => ms > 0);
  const total = entries.reduce((sum, [, ms]) => sum + ms, 0);
  const perRound = (ms: number) => `${(ms / times.rounds).toFixed(1)} ms`;
  return {
    id: 'phases',
    title: 'Where the time went',
    description: `A round took ${times.medianMs.toFixed(0)} ms in the median, and ${(times.memoryBytes / 1e6).toFixed(0)} MB at the most. Times are of that machine, and no part of the record.`,
    ...drawBars(entries.map(([name, value]) => ({ name, value, text: share(value / total) }))),
    table: {
      heads: ['phase', 'threads busy with it, a round', 'share'],
      rows: entries.map(([name, ms]) => [name, perRound(ms), share(ms / total)]),
    },
  };
}
