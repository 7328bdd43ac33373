import { isCorrupted } from '../scenario/corruption.js';
import { share } from '../ui/format.js';
import { binRows } from './bins.js';
import { drawStrip } from './charts/strip.js';
import type { Figure } from './figure.js';
import type { RunStory } from './runStory.js';

/** Whether corrupted or honest workers were selected, where the rule selects. */
export function selection({ chosen, manifest }: RunStory): Figure | null {
  const { workers, defense } = manifest.scenario;
  if (chosen === null || workers.corrupted === 0) return null;
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
    description: `${share(chosen.theirs / chosen.picks)} of what was selected were corrupted workers, who are ${share(workers.corrupted / workers.count)}. The fuller, the more of them in these rounds.`,
    ...chart,
    table: {
      heads: ['rounds', 'corrupted', 'honest'],
      rows: binRows(chosen.shares).map(({ from, to, means }) => [
        stretch(from, to),
        meanText(means[0]),
        meanText(means[1]),
      ]),
    },
  };
}

/** Each worker's share of the aggregate, a row for each. */
export function influence({ influence: bins, corruptedInfluence, manifest, result }: RunStory): Figure {
  const { scenario } = manifest;
  const { count, corrupted, placement } = scenario.workers;
  // Corrupted workers stand on top; a branch may have had more workers than the scenario has.
  const order = [...bins.rows.keys()].sort(
    (a, b) => Number(isCorrupted(scenario, b)) - Number(isCorrupted(scenario, a)) || a - b,
  );
  const most = bins.rows.reduce((high, row) => row.reduce((a, b) => (b > a ? b : a), high), 0);
  const chart = drawStrip({
    rows: order.map((worker) => ({
      className: isCorrupted(scenario, worker) ? 'corrupted' : 'honest',
      values: bins.rows[worker],
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
  return {
    id: 'influence',
    title: 'Who made the aggregate',
    description:
      `A row for each worker, ${placement === undefined ? 'worker 0' : 'corrupted ones'} on top: the fuller, the more of the aggregate came from its report; fullest: ${shareText(most)}.` +
      (corrupted > 0
        ? ` Corrupted workers gave ${shareText(result.corruptedInfluenceMean ?? 0)} of it, and are ${share(corrupted / count)}.`
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

/** The attack success rate of a backdoor, round by round. */
export function backdoor({ backdoor: bins, result }: RunStory): Figure | null {
  if (bins === null) return null;
  const chart = drawStrip({
    rows: [{ className: 'corrupted', values: bins.rows[0] }],
    ...{ most: 1, rounds: bins.rounds },
    labels: [{ row: 0, text: 'ASR' }],
    legend: [],
  });
  return {
    id: 'backdoor',
    title: 'Attack success rate (ASR)',
    description: `${result.backdoorHitRate?.toFixed(2) ?? '-'}% of what was tried was answered as the adversary wants, mean over rounds.`,
    ...chart,
    table: {
      heads: ['rounds', 'attack success rate'],
      rows: binRows(bins).map(({ from, to, means }) => [stretch(from, to), meanText(means[0])]),
    },
  };
}

/** A share of a stretch of rounds; `-` where there was nothing to have one of. */
function meanText(mean: number): string {
  return Number.isNaN(mean) ? '-' : share(mean);
}

function stretch(from: number, to: number): string {
  return from === to ? String(from) : `${from} to ${to}`;
}

function shareText(fraction: number): string {
  return `${(100 * fraction).toFixed(1)}%`;
}
