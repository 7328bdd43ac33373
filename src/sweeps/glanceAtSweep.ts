import { isLocked } from '../runs/lock.js';
import { readSweep } from './sweepFolder.js';

/** What the folder of a sweep tells who only glances at it. */
interface SweepGlance {
  readonly state: 'complete' | 'stopped' | 'being written';
  readonly name: string;
  readonly runs: number;
  readonly runsWanted: number;
  readonly accuracyMax: number | null;
}

/** How far a sweep is, and the highest accuracy of its runs, by sweep.json alone. Throws as `readSweep`. */
export function glanceAtSweep(folder: string): SweepGlance {
  const { name, points } = readSweep(folder);
  // Each run once: a value may stand in a list twice.
  const results = [...new Map(points.map(({ run, result }) => [run, result])).values()];
  const done = results.flatMap((result) => result ?? []);
  const best = done.flatMap(({ accuracyMax }) => accuracyMax ?? []);
  const isDone = done.length === results.length;
  return {
    state: isLocked(folder) ? 'being written' : isDone ? 'complete' : 'stopped',
    name,
    runs: done.length,
    runsWanted: results.length,
    accuracyMax: best.length === 0 ? null : Math.max(...best),
  };
}
