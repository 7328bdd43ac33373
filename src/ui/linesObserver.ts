import type { Difference } from '../errors/divergenceError.js';
import type { Result } from '../runs/result.js';
import { attackText, clock, defenseText, percent, share, threadsText, workersText } from './format.js';
import { printable } from '../errors/show.js';
import type { Detail, Ending, Observer, Output, RunFacts } from './observer.js';
import { RunViewKeeper, remainingMs } from './runView.js';

/** Sums over the rounds since the last line. */
interface Since {
  readonly rounds: number;
  readonly influence: number;
  readonly hits: number;
}

const NOTHING: Since = { rounds: 0, influence: 0, hits: 0 };

/** One line for each evaluated round on `progress`, the result on `results`. No escape codes. */
export function linesObserver({ progress, results }: { progress: Output; results: Output }): Observer {
  let keeper: RunViewKeeper | null = null;
  let since: Since = NOTHING;
  return {
    start: (facts) => {
      keeper = new RunViewKeeper(facts);
      progress.write(`${startText(facts)}\n`);
    },
    recall: (round) => keeper?.recall(round),
    round: (round) => {
      if (keeper === null) return;
      keeper.add(round);
      const { corruptedInfluence, backdoor } = round.record;
      since = {
        rounds: since.rounds + 1,
        influence: since.influence + corruptedInfluence,
        hits: since.hits + (backdoor ? backdoor.hits / Math.max(1, backdoor.of) : 0),
      };
      if (round.record.accuracy === undefined) return;
      progress.write(`${roundText(keeper, since)}\n`);
      since = NOTHING;
    },
    notice: (text) => void progress.write(`${printable(text)}\n`),
    finish: async (result, ending, detail) => {
      if (keeper !== null) results.write(resultText(keeper.view.facts, result, ending, detail));
    },
  };
}

function startText({ scenario, threads, backend, folder, replayed }: RunFacts): string {
  const what = [workersText(scenario), `attack ${attackText(scenario)}`, `defense ${defenseText(scenario)}`];
  const how = [`seed ${scenario.seed}`, backend.name, ...(threads === null ? [] : [threadsText(threads)])];
  const title = replayed ? `replay of ${folder}: ${scenario.name}` : scenario.name;
  return `${printable(title)}: ${what.join(', ')}; ${how.join(', ')}`;
}

function roundText(keeper: RunViewKeeper, since: Since): string {
  const { view } = keeper;
  const { scenario } = view.facts;
  const { rounds } = scenario.training;
  const width = String(rounds).length;
  const aggregates = since.rounds === 1 ? 'aggregate' : `${since.rounds} aggregates`;
  const left = remainingMs(view);
  const { backdoor } = view.recent[view.recent.length - 1];
  const parts = [
    `round ${String(view.roundsDone).padStart(width)}/${rounds}`,
    `accuracy ${percent(view.points[view.points.length - 1]?.accuracy)}`,
    ...(scenario.workers.corrupted > 0
      ? [`corrupted share of the last ${aggregates} ${share(since.influence / since.rounds)}`]
      : []),
    ...(backdoor ? [`backdoor ${share(since.hits / since.rounds)} hit`] : []),
    `${view.roundsPerSecond?.toFixed(1)} rounds/s`,
    `${clock(left ?? 0)} left`,
  ];
  return parts.join('  ');
}

/** The outcome of a run in some lines. */
export function resultText(
  facts: RunFacts,
  result: Result | null,
  ending: Ending,
  { reason, difference }: Detail = {},
): string {
  const { scenario, folder } = facts;
  if (difference) return differenceText(difference, folder);
  if (result === null) return '';
  if (result.rounds === 0) return 'stopped before the first round\n';
  const { count, corrupted } = scenario.workers;
  const { rounds } = scenario.training;
  const lines = [
    `accuracy   ${percent(result.accuracyMax)} at best, ${percent(result.accuracyFinal)} at the end`,
    `rounds     ${result.rounds} of ${rounds}${result.complete || ending === 'equal' ? '' : `, ${ending}`}`,
  ];
  if (corrupted > 0 && result.corruptedInfluenceMean !== null) {
    const mean = share(result.corruptedInfluenceMean);
    lines.push(
      `influence  ${mean} of the aggregates came from the ${share(corrupted / count)} corrupted workers`,
    );
  }
  if (result.backdoorHitRate !== null) {
    lines.push(`backdoor   ${percent(result.backdoorHitRate)} hits, mean over rounds`);
  }
  if (ending === 'equal') lines.push(`replay     ${reason ?? 'equal'}`);
  lines.push(`digest     ${result.digest ?? '-'}`);
  if (folder !== null) lines.push(`run        ${printable(folder)}`);
  return `${lines.join('\n')}\n`;
}

function differenceText(
  { round, actor, field, recorded, replayed }: Difference,
  folder: string | null,
): string {
  const lines = [
    `different  round ${round}, ${actor}: ${field}; all rounds before are equal, bit for bit`,
    `recorded   ${recorded}`,
    `replayed   ${replayed}`,
    `run        ${folder ?? '-'}`,
  ];
  return `${lines.map(printable).join('\n')}\n`;
}
