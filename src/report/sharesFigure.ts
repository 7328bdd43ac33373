import { DataError } from '../errors/dataError.js';
import { InputError } from '../errors/inputError.js';
import { dealImages, loadSet } from '../rounds/world.js';
import { isCorrupted } from '../scenario/corruption.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';
import type { Scenario } from '../scenario/scenario.js';
import { countClasses } from '../ui/draw/shares.js';
import type { RunStory } from './runStory.js';
import { drawHeatmap } from './charts/heatmap.js';
import type { Figure } from './figure.js';

/** So many workers and classes have room. */
const WORKERS_MAX = 60;
const CLASSES_MAX = 20;
/** Of binomial draws one in 16,000 lies farther out. */
const DEVIATIONS = 4;

/**
 * Who holds what: of each worker's training images the percentage of each class. Null where all hold alike,
 * where there are too many to be shown, and where the data set is not on this machine.
 */
export function shares({ manifest: { scenario }, entries }: RunStory): Figure | null {
  const { partition, dataSet } = entries;
  if (scenario.workers.count > WORKERS_MAX || dataSet.classes > CLASSES_MAX) return null;
  const counts = countHeldClasses(scenario, entries);
  if (counts === null) return null;
  const totals = counts.map((row) => row.reduce((sum, count) => sum + count, 0));
  if (areAlike(counts, totals)) return null;
  const workers = counts.map((_, worker) => `${worker}${isCorrupted(scenario, worker) ? ' corrupted' : ''}`);
  const classes = counts[0].map((_, label) => String(label));
  const chart = drawHeatmap({
    rows: { label: 'worker', values: workers },
    columns: { label: 'class', values: classes },
    cell: (worker, label) => {
      const count = counts[worker][label];
      return count === 0 ? null : { value: (100 * count) / totals[worker], below: String(count) };
    },
  });
  return {
    ...{ id: 'shares', title: 'Who holds what, %', ...chart },
    description: `Of each worker's training images those of each class, by the partition ${partition.entry.name}; below the percentage, how many.`,
    table: {
      heads: ['worker', ...classes.map((label) => `class ${label}`), 'all'],
      rows: counts.map((row, worker) => [workers[worker], ...row, totals[worker]]),
    },
  };
}

/** Whether no worker's share of a class is farther from that of all than chance would have it. */
function areAlike(counts: readonly (readonly number[])[], totals: readonly number[]): boolean {
  const all = totals.reduce((sum, total) => sum + total, 0);
  return counts[0].every((_, label) => {
    const share = counts.reduce((sum, row) => sum + row[label], 0) / all;
    return counts.every((row, worker) => {
      const deviation = Math.sqrt((share * (1 - share)) / totals[worker]);
      return Math.abs(row[label] / totals[worker] - share) <= DEVIATIONS * deviation;
    });
  });
}

function countHeldClasses(scenario: Scenario, entries: ScenarioEntries): number[][] | null {
  try {
    const set = loadSet(scenario, entries);
    return countClasses(dealImages(scenario, entries, set), set);
  } catch (error) {
    if (error instanceof DataError || error instanceof InputError) return null;
    throw error;
  }
}
