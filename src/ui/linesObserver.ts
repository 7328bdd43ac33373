import type { Difference } from '../errors/divergenceError.js';
import type { Result } from '../runs/result.js';
import {
  attackText,
  backdoorText,
  clock,
  lifespanText,
  lossText,
  defenseText,
  percent,
  share,
  threadsText,
  workersText,
} from './format.js';
import { printable } from '../errors/show.js';
import type { Point } from './curve.js';
import { describeTwin } from './describeTwin.js';
import { describeStep } from './describeStep.js';
import { listFacts } from './listFacts.js';
import type { Detail, Ending, Observer, Output, RunFacts } from './observer.js';
import { History, type ShownRound, remainingMs } from './history.js';

/** Sums over the rounds since the last line. */
interface Since {
  readonly rounds: number;
  readonly influence: number;
  /** Rounds in which the only report that was chosen was a corrupted one. */
  readonly chosen: number;
  readonly hits: number;
}

const NOTHING: Since = { rounds: 0, influence: 0, chosen: 0, hits: 0 };

/**
 * Some sentences in one line for each evaluated round on `progress`, the result on `results`.
 * No escape codes.
 */
export function linesObserver({ progress, results }: { progress: Output; results: Output }): Observer {
  let history: History | null = null;
  let since: Since = NOTHING;
  return {
    start: (facts) => {
      history = new History(facts);
      progress.write(`${startText(facts)}\n`);
    },
    recall: (round) => history?.recall(round),
    round: (round) => {
      if (history === null) return;
      history.add(round);
      const { corruptedInfluence, chosen, backdoor, testLoss } = round.record;
      since = {
        rounds: since.rounds + 1,
        influence: since.influence + corruptedInfluence,
        chosen: since.chosen + (chosen?.length === 1 && corruptedInfluence > 0 ? 1 : 0),
        hits: since.hits + (backdoor ? backdoor.hits / Math.max(1, backdoor.of) : 0),
      };
      if (testLoss === undefined) return;
      progress.write(`${roundText(history, history.newest!, since)}\n`);
      since = NOTHING;
    },
    twin: (evaluated) => history?.addTwin(evaluated),
    incident: (text) => void progress.write(`${printable(text)}\n`),
    finish: async (result, ending, detail) => {
      if (history === null) return;
      const { facts, twin } = history;
      results.write(resultText(facts, result, ending, { ...detail, twin }));
    },
  };
}

function startText(facts: RunFacts): string {
  const { scenario, threads, backend, folder, replayed } = facts;
  const what = [workersText(scenario), `attack ${attackText(facts)}`, `defense ${defenseText(facts)}`];
  const how = [
    `seed ${scenario.seed}`,
    backendText(backend.name),
    ...(threads === null ? [] : [threadsText(threads)]),
  ];
  const title = replayed ? `replay of ${folder}: ${scenario.name}` : scenario.name;
  return `${printable(title)}: ${what.join(', ')}; ${how.join(', ')}`;
}

/** The backend, and what choosing it means. */
function backendText(name: string): string {
  return name === 'wasm' ? 'wasm (the same bits on every machine)' : `${name} (bits of its own)`;
}

function roundText(history: History, { record, timing, soFar }: ShownRound, since: Since): string {
  const { scenario } = history.facts;
  const { rounds } = scenario.training;
  const left = remainingMs(history);
  const speed = [
    `${soFar.roundsPerSecond?.toFixed(1) ?? '-'} rounds/s`,
    ...(left === null ? [] : [`${clock(left)} left`]),
    ...(timing === null ? [] : [`${(timing.memoryBytes / 1e6).toFixed(0)} MB`]),
  ];
  const sentences = [
    `round ${String(record.round).padStart(String(rounds).length)} (${history.rounds}/${rounds}): accuracy ${percent(soFar.accuracy)}` +
      `${twinText(history, record.round)}, loss ${lossText(record.trainLoss)} training, ${lossText(soFar.testLoss)} test`,
    ...(scenario.workers.corrupted > 0
      ? [
          influenceText(history.facts, since),
          ...chainTexts(record),
          ...decidedTexts(record),
          distanceText(record),
        ]
      : []),
    ...(record.backdoor
      ? [
          `Backdoor: attack success rate ${share(since.hits / since.rounds)}; ${backdoorText(scenario, record.backdoor)}`,
        ]
      : []),
    speed.join(', '),
  ];
  return sentences
    .filter((text) => text !== '')
    .map((text) => `${text}.`)
    .join(' ');
}

function twinText(history: History, round: number): string {
  const accuracy = history.twinAt(round);
  return accuracy === null ? '' : ` (without the attack ${percent(accuracy)})`;
}

function influenceText(
  { scenario: { workers }, entries: { rule, transforms } }: RunFacts,
  { rounds, influence, chosen }: Since,
): string {
  const aggregates = rounds === 1 ? 'the last aggregate' : `the last ${rounds} aggregates`;
  const own = share(workers.corrupted / workers.count);
  const text = `Of ${aggregates} ${share(influence / rounds)} came from corrupted workers, who are ${own}`;
  const { label = rule.entry.name, picks } = rule.entry;
  return picks === 'one' && transforms.length === 0
    ? `${text}: ${label} chose one of them in ${chosen} of ${rounds}`
    : text;
}

function decidedTexts({ attack }: ShownRound['record']): string[] {
  const facts = listFacts(attack);
  return facts.length === 0 ? [] : [`The attack decided: ${facts.join(', ')}`];
}

/** What each transform did in the round. */
function chainTexts({ chain, influence }: ShownRound['record']): string[] {
  const steps = chain?.steps ?? [];
  return steps.map((step, place) => {
    const count = place === 0 ? influence.length : steps[place - 1].corrupted.length;
    return `${step.name}: ${describeStep(step, count)}`;
  });
}

function distanceText({ distance, corruptedDistance, cosine }: ShownRound['record']): string {
  if (distance === null || cosine === null) return '';
  const theirs =
    corruptedDistance === null || corruptedDistance === undefined
      ? ''
      : `Their report is ${corruptedDistance.toFixed(2)} sigma, `;
  const text = `the aggregate ${distance.toFixed(2)} sigma from the honest mean, cosine ${cosine.toFixed(2)}`;
  return theirs === '' ? `The${text.slice(3)}` : theirs + text;
}

/** The outcome of a run in some lines. */
export function resultText(
  facts: RunFacts,
  result: Result | null,
  ending: Ending,
  { reason, difference, twin = [] }: Detail & { readonly twin?: readonly Point[] } = {},
): string {
  const { scenario, folder, replayed, watched } = facts;
  if (difference) return differenceText(difference, folder);
  if (result === null) return '';
  if (result.rounds === 0) return 'stopped before the first round\n';
  const { count, corrupted } = scenario.workers;
  const { rounds } = scenario.training;
  const lines = [
    `accuracy   ${percent(result.accuracyMax)} at best, ${percent(result.accuracyFinal)} at the end`,
    ...describeTwin(twin, result, facts),
    `rounds     ${result.rounds} of ${rounds}${endText(result, ending, reason)}`,
  ];
  if (corrupted > 0 && result.corruptedInfluenceMean !== null) {
    const mean = share(result.corruptedInfluenceMean);
    lines.push(
      `influence  ${mean} of the aggregates came from the ${share(corrupted / count)} corrupted workers`,
    );
  }
  if (result.backdoorHitRate !== null) {
    lines.push(`backdoor   attack success rate ${percent(result.backdoorHitRate)}, mean over rounds`);
    if (result.backdoorLifespan) lines.push(`lifespan   ${lifespanText(result.backdoorLifespan)}`);
  }
  if (ending === 'equal') lines.push(`replay     ${reason ?? 'equal'}`);
  lines.push(`digest     ${result.digest ?? '-'}`);
  if (folder !== null) lines.push(`run        ${printable(folder)}`);
  if (folder !== null && ending === 'interrupted' && !replayed && !watched) {
    lines.push(`go on      krumble resume ${printable(folder)}`);
  }
  return `${lines.join('\n')}\n`;
}

function endText({ complete, overflow }: Result, ending: Ending, reason = ''): string {
  if (overflow) return `: in round ${overflow.round} the model overflowed, its numbers are no longer finite`;
  if (ending === 'left') return ` were seen: ${reason}`;
  return complete || ending === 'equal' ? '' : `, ${ending}`;
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
