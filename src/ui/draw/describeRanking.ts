import { nameWorker } from '../../rounds/nameWorker.js';
import { listMembers } from '../../transforms/listMembers.js';
import { listText } from '../describeStep.js';
import { share } from '../format.js';
import type { ShownRound } from '../history.js';
import { pickFittingText } from './text.js';

/**
 * A worker in the order of its rule, with the value that it is ordered by;
 * behind a chain that mixes, a row that came out of it.
 */
export interface Ranked {
  /** The row of the round's reports. */
  readonly row: number;
  /** Whether it is a corrupted worker, or who reports most of the row. */
  readonly isCorrupted: boolean;
  /** null for a report that is not finite. */
  readonly value: number | null;
  readonly chosen: boolean;
}

type RecordOfRound = ShownRound['record'];

const MEMBERS_MAX = 3;

/**
 * Why the rule made what it made, by what is recorded.
 * Who won and by how much before the best of the other camp, in parts of the winner's score;
 * or whom it left out, or how much of the aggregate is whose.
 */
export function describeRanking(
  ranked: readonly Ranked[],
  record: RecordOfRound,
  isMixed: boolean,
  columns: number,
): string {
  const { chosen } = record;
  const reasons =
    chosen === undefined
      ? explainShares(ranked, record)
      : isMixed
        ? explainMixed(ranked, record)
        : chosen.length === 1
          ? explainWinner(ranked, record)
          : explainPicked(ranked, record);
  const shorter = reasons.map((_, left) => reasons.slice(0, reasons.length - left));
  return pickFittingText(
    shorter.map((parts) => parts.join(' · ')),
    columns,
  );
}

/** `worker 0 wins, 130 · best honest, worker 18: 142, 9% more · corrupted at places 1-12`. */
function explainWinner(ranked: readonly Ranked[], record: RecordOfRound): string[] {
  const [winner] = ranked;
  const rival = ranked.find(({ isCorrupted }) => isCorrupted !== winner.isCorrupted);
  const where = listPlaces(ranked);
  const wins = `worker ${nameWorker(record, winner.row)} wins, ${numberText(winner.value)}`;
  if (rival === undefined) return [wins, ...where];
  const camp = rival.isCorrupted ? 'corrupted' : 'honest';
  const worker = `worker ${nameWorker(record, rival.row)}`;
  return [wins, `best ${camp}, ${worker}: ${numberText(rival.value)}${marginText(winner, rival)}`, ...where];
}

/** `12 of 27 picked are corrupted · first worker 0 130 · best left out, worker 39: 210`. */
function explainPicked(ranked: readonly Ranked[], record: RecordOfRound): string[] {
  const picked = ranked.filter(({ chosen }) => chosen);
  const theirs = picked.filter(({ isCorrupted }) => isCorrupted).length;
  const left = ranked.find(({ chosen }) => !chosen);
  const name = ({ row, value }: Ranked) => `worker ${nameWorker(record, row)} ${numberText(value)}`;
  return [
    ...(ranked.some(({ isCorrupted }) => isCorrupted)
      ? [`${theirs} of ${picked.length} picked are corrupted`]
      : []),
    `first ${name(ranked[0])}`,
    ...(left === undefined ? [] : [`best left out ${name(left)}`]),
  ];
}

/** `picked rows are 15% corrupted reports · first row 1 (of 9) 6.69 · last row 0 (of 9) 20.1`. */
function explainMixed(ranked: readonly Ranked[], record: RecordOfRound): string[] {
  const { chosen = [], chain } = record;
  const { corrupted } = chain!.steps.at(-1)!;
  const theirs = chosen.reduce((sum, row) => sum + corrupted[row], 0) / Math.max(1, chosen.length);
  const members = listMembers(chain!.steps, chain!.distances.length);
  const name = ({ row, value }: Ranked) =>
    `${nameMixed(
      row,
      members[row].map((member) => nameWorker(record, member)),
    )} ${numberText(value)}`;
  const picked = chosen.length === 1 ? 'the picked row is' : `the ${chosen.length} picked rows are`;
  return [
    `${picked} ${share(theirs)} corrupted reports`,
    `first ${name(ranked[0])}`,
    `last ${name(ranked[ranked.length - 1])}`,
  ];
}

/** `the 12 corrupted, 24% of all, made 65% of the aggregate · first worker 0 0.0542`. */
function explainShares(ranked: readonly Ranked[], record: RecordOfRound): string[] {
  const theirs = ranked.filter(({ isCorrupted }) => isCorrupted).length;
  const name = ({ row, value }: Ranked) => `worker ${nameWorker(record, row)} ${numberText(value)}`;
  const ends = [`first ${name(ranked[0])}`, `last ${name(ranked[ranked.length - 1])}`];
  if (theirs === 0) return ends;
  const made = `${share(record.corruptedInfluence)} of the aggregate`;
  return [`the ${theirs} corrupted, ${share(theirs / ranked.length)} of all, made ${made}`, ...ends];
}

function listPlaces(ranked: readonly Ranked[]): string[] {
  const places = ranked.flatMap(({ isCorrupted }, place) => (isCorrupted ? [place + 1] : []));
  return places.length === 0 ? [] : [`corrupted at places ${listText(places)}`];
}

function marginText({ value: won }: Ranked, { value: other }: Ranked): string {
  if (won === null || other === null || !(won > 0)) return '';
  const percent = (100 * (other - won)) / won;
  return `, ${percent < 10 ? Number(percent.toPrecision(1)) : percent.toFixed(0)}% more`;
}

function numberText(value: number | null): string {
  return value === null ? '-' : String(Number(value.toPrecision(3)));
}

/** A row that is made of few workers' reports by these, one of many by its number. */
function nameMixed(row: number, members: readonly number[]): string {
  return members.length > MEMBERS_MAX
    ? `row ${row} (of ${members.length})`
    : `row ${row} (workers ${listText(members)})`;
}
