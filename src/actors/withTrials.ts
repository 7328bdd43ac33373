import { countMeasured, measureBlock, readGeometry } from '../aggregation/measureBlock.js';
import { invariant } from '../errors/invariantError.js';
import type { Blocks } from '../kernels/meanAndDeviation.js';
import { countParticipants } from '../scenario/participants.js';
import {
  asksGeometry,
  type Chain,
  type ChainDecision,
  decideChain,
  listAsked,
} from '../transforms/decideChain.js';
import { reduceChain, weighReports } from '../transforms/reduceChain.js';
import type { Context, MeasureTrial } from './behaviour.js';
import { blockStarts } from './blocks.js';
import { lendBlock } from './lendBlock.js';
import { recallMemory } from './recallMemory.js';
import { viewBlocks } from './reports.js';
import { squaresAmong } from './squaresAmong.js';
import { sumParts } from './sumSquares.js';
import { transformStream } from './transformStream.js';
import { countParameters } from './world.js';

/** What a defense would make of reports in the names of one's workers. */
type Trial = (reports: readonly Float32Array[]) => Float32Array;

/**
 * Lends a trial of the scenario's defense, transforms and rule, while `use` is running: of reports of the
 * adversary's for its rows and of what all others computed, what the server would make, in worker order.
 * A rule with memory has what it remembers, and notes nothing.
 *
 * A search makes twenty trials and more. Where all its workers send one report, as they do in a search,
 * threads that are free measure parts of it; distances among the others' reports are measured once, by the
 * shards where only honest workers are the others. What is made of the others alone is the same array for as
 * long as it is made by the same weights.
 */
export function withTrials<T>(context: Context, use: (trial: Trial) => T): T {
  let isOver = false;
  try {
    return context.shareTrials(context.index, (measureOne) => {
      const trial = createTrial(context, measureOne);
      return use((reports) => {
        invariant(!isOver, 'a trial of the defense by an attack that has decided');
        return trial(reports);
      });
    });
  } finally {
    isOver = true;
  }
}

function createTrial(context: Context, measureOne: MeasureTrial): Trial {
  const { world, round, memory, index: attack } = context;
  const own = world.entries.attacks[attack].rowsIn(round);
  const { entries, scenario } = world;
  const starts = blockStarts(countParameters(world));
  const blocks = viewBlocks(memory.reports);
  const told = (index: number) => [recallMemory(context, index), lendBlock({ ...context, index })] as const;
  let known: Float64Array | null = null;
  let last: { readonly weights: readonly number[]; readonly aggregate: Float32Array } | null = null;
  return (reports) => {
    const size = countParameters(world);
    const odd = reports.find(({ length }) => length !== size);
    invariant(odd === undefined, `a report to be tried has ${odd?.length} coordinates of ${size}`);
    const isOne = reports.every((one) => one === reports[0]);
    if (isOne && reports.length === own.length && !asksGeometry(entries)) return join(measureOne(reports[0]));
    const rows = listRows(countParticipants(scenario), own, reports.length);
    const tried: Blocks = blocks.map((block, index) =>
      rows.map(({ row, colluder }) =>
        colluder < 0 ? block[row] : reports[colluder].subarray(starts[index], starts[index + 1]),
      ),
    );
    const decision = asksGeometry(entries)
      ? decideChain(
          entries,
          readGeometry(listAsked(entries), rows.length, measure(rows, tried, { reports, isOne })),
          recallMemory(context, null),
          transformStream(scenario, round),
        )
      : { decision: null, mixing: null };
    const weights = weighOthers(entries, decision, rows);
    if (last !== null && weights !== null && areEqual(weights, last.weights)) return last.aggregate;
    const aggregate = new Float32Array(size);
    for (const [index, block] of tried.entries())
      aggregate.set(reduceChain(entries, block, decision, ...told(index)).aggregate, starts[index]);
    if (weights !== null) last = { weights, aggregate };
    return aggregate;
  };

  /** The blocks of an aggregate, one after the other. */
  function join(parts: readonly Float64Array[]): Float32Array {
    const whole = new Float32Array(countParameters(world));
    for (const [index, part] of parts.entries()) whole.set(part, starts[index]);
    return whole;
  }

  function measure(
    rows: readonly Row[],
    tried: Blocks,
    { reports: [report], isOne }: { readonly reports: readonly Float32Array[]; readonly isOne: boolean },
  ): Float64Array {
    const n = rows.length;
    const others = rows.flatMap(({ colluder }, place) => (colluder < 0 ? [place] : []));
    const asked = listAsked(entries);
    const found = isOne ? rows.map((_, place) => place) : others;
    const ofBlock = (block: readonly Float32Array[], index: number) =>
      measureBlock(asked, block, ...told(index), found);
    const total =
      isOne && countMeasured(asked, n) === n * n ? new Float64Array(n * n) : sumParts(tried.map(ofBlock));
    known ??= squaresAmong(
      context,
      tried.map((block) => others.map((place) => block[place])),
      entries.attacks.length === 1,
    );
    fillIn(total, n, known, others);
    if (isOne && report !== undefined) fillInCopies(total, rows, sumParts(measureOne(report)), report);
    return total;
  }
}

/** A row that comes to the defense: whose it is, and which of the adversary's own; -1: it is not. */
interface Row {
  readonly row: number;
  readonly colluder: number;
}

/** The rows that come to the defense where the adversary makes some of its reports, in worker order. */
function listRows(participants: number, own: readonly number[], reports: number): readonly Row[] {
  return Array.from({ length: participants }, (_, row) => ({ row, colluder: own.indexOf(row) })).filter(
    ({ colluder }) => colluder < reports,
  );
}

/** The weights of rows whose sum is the aggregate, where it is one of others' reports and of nothing else. */
function weighOthers(
  { rule }: Chain,
  decision: ChainDecision,
  rows: readonly Row[],
): readonly number[] | null {
  const { noise, referenceWeight } = decision.decision ?? {};
  const weights = weighReports(rule.entry, decision, rows.length);
  const isOthers = weights?.every((weight, place) => weight === 0 || rows[place].colluder < 0) === true;
  return isOthers && !noise && !referenceWeight ? weights : null;
}

function areEqual(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((value, place) => value === others[place]);
}

/** Writes the distances between some of n rows to their places among all. */
function fillIn(squares: Float64Array, n: number, known: Float64Array, some: readonly number[]): void {
  for (let i = 0; i < some.length; i++)
    for (let j = 0; j < some.length; j++) squares[some[i] * n + some[j]] = known[i * some.length + j];
}

/** The same of one report that all colluders send: to others' rows, and between its copies. */
function fillInCopies(
  squares: Float64Array,
  rows: readonly Row[],
  toOthers: Float64Array,
  report: Float32Array,
): void {
  const n = rows.length;
  const isFinite = toOthers.every(Number.isFinite) || report.every(Number.isFinite);
  const between = isFinite ? 0 : NaN;
  for (let i = 0; i < n; i++) {
    if (rows[i].colluder < 0) continue;
    let at = 0;
    for (let j = 0; j < n; j++) {
      const square = rows[j].colluder < 0 ? toOthers[at++] : i === j ? 0 : between;
      squares[i * n + j] = squares[j * n + i] = square;
    }
  }
}
