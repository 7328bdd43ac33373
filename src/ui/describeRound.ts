import type { ExplainedScore, OtherRule, RoundExplanation } from '../runs/explainRound.js';
import type { HonestCloud } from '../runs/honestCloud.js';
import type { ReplayedReports } from '../runs/replayReports.js';
import type { ReportMap } from '../runs/reportMap.js';
import { nameWorker } from '../rounds/nameWorker.js';
import type { RoundRecord } from '../rounds/round.js';
import { isCorrupted, listCorrupted } from '../scenario/corruption.js';
import type { Scenario } from '../scenario/scenario.js';
import { alignColumns } from './columns.js';
import { describeStep, listText } from './describeStep.js';
import { drawReportMap } from './draw/reportMap.js';
import { plain } from './draw/text.js';
import { attackText, defenseText, share, workersText } from './format.js';

export const NO_MAP =
  'there is no map: that takes two honest reports and a corrupted one, all finite, whose means differ';
const [MAP_COLUMNS, MAP_ROWS] = [80, 26];

/** A round taken apart, as text: who was chosen and why, and what other rules make of the same reports. */
export function describeRound(
  explanation: RoundExplanation,
  replayed: ReplayedReports,
  { map = false, ascii = false }: { map?: boolean; ascii?: boolean } = {},
): string {
  const { round, others, own, leftOut, declared } = explanation;
  const { scenario, record } = replayed;
  const { participants } = record;
  const workers = `${participants === undefined ? workersText(scenario) : takersText(participants, scenario)}, ${attackText(replayed)}, ${defenseText(replayed)}`;
  const tables = [
    [`round ${round}: ${workers}`],
    explainOutcome(explanation, replayed),
    ...(explanation.cloud === null ? [] : [describeCloud(explanation.cloud, record)]),
    ...(map ? [describeMap(explanation.map, ascii)] : []),
    [
      `the same reports under other rules, told f=${declared}; distance to the honest mean in sigma, share of colluders`,
      ...alignColumns([
        ['rule', 'distance', 'cosine', 'colluders', ''],
        ...[
          ...(own === null ? [] : [{ ...own, note: 'this run' }]),
          ...others.map((one) => ({ ...one, note: '' })),
        ].map(({ note, ...one }) => [...outcomeCells(one), note]),
      ]),
    ],
    ...(leftOut.length === 0 ? [] : [[`left out: ${leftOut.map(nameRule).join(', ')}; --json says why`]]),
    [`round ${record.round} was played again and is equal to its record, bit for bit`],
  ];
  return `${tables.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

/** `10 workers take part, 3 of them corrupted: 1, 4, 5`, by the numbers that they have among all. */
function takersText(participants: readonly number[], cast: Scenario): string {
  const theirs = listCorrupted(cast).map((row) => participants[row]);
  const which = theirs.length === 0 ? '' : `: ${listText(theirs)}`;
  return `${participants.length} workers take part, ${theirs.length} of them corrupted${which}`;
}

function nameRule({ rule, variant }: Pick<OtherRule, 'rule' | 'variant'>): string {
  return variant === null ? rule : `${rule} (${variant})`;
}

function outcomeCells(one: OtherRule): string[] {
  const { distance, cosine, corruptedInfluence } = one;
  const numbers = [distance, cosine].map((value) => value?.toFixed(3) ?? '-');
  return [nameRule(one), ...numbers, share(corruptedInfluence)];
}

/** Scores where they can be taken apart; else what each transform did, and whose the aggregate is. */
function explainOutcome({ scores }: RoundExplanation, { record, scenario }: ReplayedReports): string[] {
  const { influence, corruptedInfluence, chain } = record;
  const steps = chain?.steps ?? [];
  const chained = steps.map((step, place) => {
    const count = place === 0 ? influence.length : steps[place - 1].corrupted.length;
    return `${step.name}: ${describeStep(step, count)}`;
  });
  const { corrupted, count } = scenario.workers;
  const equal = (1 - 1e-9) / influence.length;
  const above = influence
    .map((value, worker) => ({ worker, isAbove: value >= equal }))
    .filter(({ isAbove }) => isAbove);
  const theirs = above.filter(({ worker }) => isCorrupted(scenario, worker)).length;
  return [
    ...scores.map(explainScore),
    ...chained,
    `influence: ${share(corruptedInfluence)} of the aggregate is the ${corrupted} corrupted workers', who are ${share(corrupted / count)}; ` +
      `no less than an equal share have ${theirs} of them and ${above.length - theirs} honest ones`,
  ];
}

/** `worker 0, as 11 others report, beside the 39 honest ones: at most 3.1 deviations off, ...`. */
function describeCloud({ honest, theirs }: HonestCloud, record: RoundRecord): string[] {
  const beyond = (value: number) => `${Number((100 * value).toPrecision(2))}% of coordinates beyond 3`;
  const places = theirs.map(
    ({ row, equal, largestZ, coordinate, beyondShare, mahalanobis, outsideShare }) => {
      const others = equal === 1 ? '' : `, as ${equal - 1} ${equal === 2 ? 'other' : 'others'} report,`;
      const geometry =
        mahalanobis === null
          ? ''
          : `; Mahalanobis ${mahalanobis.toFixed(2)}, ${share(outsideShare!)} of its square out of what they span`;
      return `worker ${nameWorker(record, row)}${others} beside the ${honest.count} honest ones: at most ${largestZ.toFixed(2)} deviations off (coordinate ${coordinate}), ${beyond(beyondShare)}${geometry}`;
    },
  );
  const own = honest.mahalanobis === null ? '' : `; Mahalanobis ${honest.mahalanobis.toFixed(2)} each`;
  return [
    ...places,
    `honest ones, by the median: at most ${honest.largestZ.toFixed(2)} deviations off, ${beyond(honest.beyondShare)}${own}`,
  ];
}

function describeMap(map: ReportMap | null, ascii: boolean): string[] {
  if (map === null) return [NO_MAP];
  const lines = drawReportMap(map, { columns: MAP_COLUMNS, rows: MAP_ROWS, ascii, colors: false });
  return lines.map((line) => plain(line).trimEnd());
}

/** `worker 0, corrupted, chosen: score 154 = 0 by 11 corrupted + 154 by 27 honest, ...`. */
function explainScore({ worker, corrupted, chosen, score, terms, divisor }: ExplainedScore): string {
  const who = `worker ${worker}, ${corrupted ? 'corrupted' : 'honest'}${chosen ? ', chosen' : ', the best of the others'}`;
  if (score === null) return `${who}: its score is not finite`;
  const { theirs, honest } = splitTerms({ terms });
  const parts = [
    ...(theirs.count > 0 ? [`${numberText(theirs.sum / divisor)} by ${theirs.count} corrupted`] : []),
    ...(honest.count > 0 ? [`${numberText(honest.sum / divisor)} by ${honest.count} honest`] : []),
  ];
  const mean = divisor === 1 ? 'the sum over' : 'the mean over';
  return `${who}: score ${numberText(score)} = ${parts.join(' + ')}, ${mean} its ${terms.length} nearest`;
}

function splitTerms({ terms }: Pick<ExplainedScore, 'terms'>) {
  const total = (isTheirs: boolean) => {
    const some = terms.filter((term) => term.corrupted === isTheirs);
    return { count: some.length, sum: some.reduce((sum, { value }) => sum + value, 0) };
  };
  return { theirs: total(true), honest: total(false) };
}

function numberText(value: number): string {
  return String(Number(value.toPrecision(6)));
}
