import { tasks } from '../scenario/tasks.js';
import { lossText, share } from '../ui/format.js';
import { binRows, tableRows, thinned } from './bins.js';
import { drawBars } from './charts/bars.js';
import { type CurvePoint, drawLines } from './charts/lines.js';
import { drawStrip } from './charts/strip.js';
import type { Figure } from './figure.js';
import type { RunStory } from './runStory.js';

/** Ratio of highest to lowest loss from which on it is shown by powers of ten. */
const LOG_FROM = 50;

/** The figures of one run; `prefix` begins their ids. What a run has nothing to show of is left out. */
export function runFigures(story: RunStory, prefix: string): Figure[] {
  const makers = [accuracy, losses, influence, distances, selection, backdoor, phases];
  return makers.flatMap((make) => {
    const figure = make(story);
    return figure === null ? [] : [{ ...figure, id: `${prefix}-${figure.id}` }];
  });
}

function accuracy({ accuracy: points, manifest, result }: RunStory): Figure | null {
  if (points.length === 0) return null;
  const { task } = manifest.scenario;
  const published = tasks[task].accuracyPublished;
  const chart = drawLines({
    curves: [{ name: 'test accuracy', points: thinned(points) }],
    x: { label: 'round', rounds: result.rounds },
    y: { label: 'test accuracy, %', ends: [0, 100] },
    level: { y: published, name: `${published} published without attack` },
  });
  const { rows, note } = tableRows(points);
  return {
    id: 'accuracy',
    title: 'Test accuracy',
    description: `${numberText(result.accuracyMax)}% at best, ${numberText(result.accuracyFinal)}% at the end.`,
    ...chart,
    table: {
      heads: ['round', 'accuracy, %'],
      rows: rows.map(({ x, y }) => [x, y.toFixed(2)]),
      ...(note && { note }),
    },
  };
}

function losses({ trainLoss, testLoss, result }: RunStory): Figure | null {
  const all = [...trainLoss, ...testLoss].map(({ y }) => y).filter((y) => y > 0);
  if (all.length === 0) return null;
  const [least, most] = all.reduce(([a, b], y) => [Math.min(a, y), Math.max(b, y)], [Infinity, 0]);
  const log = most / least > LOG_FROM;
  const positive = (points: readonly CurvePoint[]) => thinned(log ? points.filter(({ y }) => y > 0) : points);
  const chart = drawLines({
    curves: [
      { name: 'training', points: positive(trainLoss) },
      { name: 'test', points: positive(testLoss) },
    ].filter(({ points }) => points.length > 0),
    x: { label: 'round', rounds: result.rounds },
    y: { label: `loss${log ? ', by powers of ten' : ''}`, log },
  });
  const test = new Map(testLoss.map(({ x, y }) => [x, y]));
  const { rows, note } = tableRows(trainLoss);
  return {
    id: 'loss',
    title: 'Loss',
    description: `Cross-entropy: of honest workers on their batches, before the update, and of the test images, after it.`,
    ...chart,
    table: {
      heads: ['round', 'training', 'test'],
      rows: rows.map(({ x, y }) => [x, lossText(y), lossText(test.get(x))]),
      ...(note && { note }),
    },
  };
}

function selection({ chosen, manifest }: RunStory): Figure | null {
  const { workers, defense } = manifest.scenario;
  if (chosen === null || workers.corrupted === 0) return null;
  const picks = chosen.counts.reduce((sum, count) => sum + count, 0);
  const theirs = chosen.counts.slice(0, workers.corrupted).reduce((sum, count) => sum + count, 0);
  const [corrupted, honest] = chosen.shares.rows;
  const chart = drawStrip({
    rows: [
      { className: 'corrupted', values: corrupted },
      { className: 'honest', values: honest },
    ],
    ...{ most: 1, rounds: chosen.shares.rounds },
    labels: [
      { row: 0, text: 'corrupted' },
      { row: 1, text: 'honest' },
    ],
    legend: [],
  });
  return {
    id: 'selection',
    title: `Whom ${defense.rule} selected`,
    description: `${share(theirs / picks)} of what was selected were corrupted workers, who are ${share(workers.corrupted / workers.count)}. The fuller, the more of them in these rounds.`,
    ...chart,
    table: {
      heads: ['rounds', 'corrupted', 'honest'],
      rows: binRows(chosen.shares).map(({ from, to, means }) => [
        stretch(from, to),
        share(means[0]),
        share(means[1]),
      ]),
    },
  };
}

function influence({ influence: bins, corruptedInfluence, manifest }: RunStory): Figure {
  const { count, corrupted } = manifest.scenario.workers;
  const most = bins.rows.reduce((high, row) => row.reduce((a, b) => Math.max(a, b), high), 0);
  const chart = drawStrip({
    rows: bins.rows.map((values, worker) => ({
      className: worker < corrupted ? 'corrupted' : 'honest',
      values,
    })),
    ...{ most, rounds: bins.rounds },
    labels: [
      { row: 0, text: corrupted > 0 ? 'corrupted' : 'workers' },
      ...(corrupted > 0 && corrupted < count ? [{ row: corrupted, text: 'honest' }] : []),
    ],
    legend: [
      ...(corrupted > 0 ? [{ name: 'corrupted', mark: 'box' as const, className: 'corrupted f5' }] : []),
      ...(corrupted < count ? [{ name: 'honest', mark: 'box' as const, className: 'honest f5' }] : []),
    ],
  });
  const mean =
    corruptedInfluence.rows[0].reduce((sum, value) => sum + value, 0) / corruptedInfluence.rows[0].length;
  return {
    id: 'influence',
    title: 'Who made the aggregate',
    description:
      `A row for each worker, worker 0 on top: the fuller, the more of the aggregate came from its report; fullest: ${shareText(most)}.` +
      (corrupted > 0
        ? ` Corrupted workers gave ${shareText(mean)} of it, and are ${share(corrupted / count)}.`
        : ''),
    ...chart,
    table: {
      heads: ['rounds', 'from corrupted workers'],
      rows: binRows(corruptedInfluence).map(({ from, to, means }) => [
        stretch(from, to),
        shareText(means[0]),
      ]),
    },
  };
}

function distances({ distance, corruptedDistance, result }: RunStory): Figure | null {
  if (distance.length === 0) return null;
  const chart = drawLines({
    curves: [
      { name: 'the aggregate', points: thinned(distance) },
      ...(corruptedDistance.length > 0
        ? [{ name: 'the malicious report', points: thinned(corruptedDistance) }]
        : []),
    ],
    x: { label: 'round', rounds: result.rounds },
    y: { label: 'distance to the honest mean, sigma' },
  });
  const theirs = new Map(corruptedDistance.map(({ x, y }) => [x, y]));
  const { rows, note } = tableRows(distance);
  return {
    id: 'distance',
    title: 'How far from the truth',
    description:
      'Sigma is how far honest workers lie from their own mean: what is within it does not stand out.',
    ...chart,
    table: {
      heads: ['round', 'aggregate', 'malicious report'],
      rows: rows.map(({ x, y }) => [x, y.toFixed(3), theirs.get(x)?.toFixed(3) ?? '-']),
      ...(note && { note }),
    },
  };
}

function backdoor({ backdoor: bins, result }: RunStory): Figure | null {
  if (bins === null) return null;
  const chart = drawStrip({
    rows: [{ className: 'corrupted', values: bins.rows[0] }],
    ...{ most: 1, rounds: bins.rounds },
    labels: [{ row: 0, text: 'hits' }],
    legend: [],
  });
  return {
    id: 'backdoor',
    title: 'Backdoor hits',
    description: `${numberText(result.backdoorHitRate)}% of what was tried was answered as the adversary wants, mean over rounds.`,
    ...chart,
    table: {
      heads: ['rounds', 'hits'],
      rows: binRows(bins).map(({ from, to, means }) => [stretch(from, to), share(means[0])]),
    },
  };
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

function stretch(from: number, to: number): string {
  return from === to ? String(from) : `${from} to ${to}`;
}

function shareText(fraction: number): string {
  return `${(100 * fraction).toFixed(1)}%`;
}

function numberText(value: number | null): string {
  return value === null ? '-' : value.toFixed(2);
}
