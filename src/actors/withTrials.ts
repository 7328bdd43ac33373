import { countMeasured, measureBlock, readGeometry } from '../aggregation/measureBlock.js';
import type { Memory } from '../entries/memory.js';
import { invariant } from '../errors/invariantError.js';
import type { Blocks } from '../kernels/meanAndDeviation.js';
import { type ToHeldRows, withHeldRows } from '../kernels/withHeldRows.js';
import { countParticipants } from '../scenario/participants.js';
import {
  asksGeometry,
  type Chain,
  type ChainDecision,
  decideChain,
  listAsked,
} from '../transforms/decideChain.js';
import { reduceChain, weighReports } from '../transforms/reduceChain.js';
import type { Context } from './behaviour.js';
import { blockStarts } from './blocks.js';
import { lendBlock } from './lendBlock.js';
import { listMemoryRows } from './memoryViews.js';
import { viewBlocks } from './reports.js';
import { squaresAmong } from './squaresAmong.js';
import { sumParts } from './sumSquares.js';
import { transformStream } from './transformStream.js';
import { countParameters, pickVersion } from './world.js';

/** What a defense would make of reports in the names of one's workers. */
type Trial = (reports: readonly Float32Array[]) => Float32Array;

/**
 * Lends a trial of the scenario's defense, transforms and rule, while `use` is running: of reports of the
 * adversary's for its rows and of what all others computed, what the server would make, in worker order,
 * all of it on this thread. A rule with memory has what it remembers, and notes nothing.
 *
 * A search makes twenty trials and more: others' reports stay where distances to them are measured, and
 * those among each other are measured once, by the shards where only honest workers are the others. What is
 * made of the others alone is the same array for as long as it is made by the same weights.
 */
export function withTrials<T>(context: Context, own: readonly number[], use: (trial: Trial) => T): T {
  const { world, memory } = context;
  if (!asksGeometry(world.entries)) return use(createTrial(context, own, null));
  const others = listRows(countParticipants(world.scenario), own, 0).map(({ row }) => row);
  const blocks = viewBlocks(memory.reports).map((rows) => others.map((row) => rows[row]));
  return withHeldRows(blocks, (toOthers) => use(createTrial(context, own, toOthers)));
}

function createTrial(context: Context, own: readonly number[], toOthers: ToHeldRows | null): Trial {
  const { world, round, memory } = context;
  const { entries, scenario } = world;
  const starts = blockStarts(countParameters(world));
  const blocks = viewBlocks(memory.reports);
  const told = (index: number) => [recall(context, index), lendBlock({ ...context, index })] as const;
  let known: Float64Array | null = null;
  let last: { readonly weights: readonly number[]; readonly aggregate: Float32Array } | null = null;
  return (reports) => {
    const size = countParameters(world);
    const odd = reports.find(({ length }) => length !== size);
    invariant(odd === undefined, `a report to be tried has ${odd?.length} coordinates of ${size}`);
    const rows = listRows(countParticipants(scenario), own, reports.length);
    const tried: Blocks = blocks.map((block, index) =>
      rows.map(({ row, colluder }) =>
        colluder < 0 ? block[row] : reports[colluder].subarray(starts[index], starts[index + 1]),
      ),
    );
    const decision = asksGeometry(entries)
      ? decideChain(
          entries,
          readGeometry(listAsked(entries), rows.length, measure(rows, tried, reports)),
          recall(context, null),
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

  function measure(rows: readonly Row[], tried: Blocks, reports: readonly Float32Array[]): Float64Array {
    const n = rows.length;
    const others = rows.flatMap(({ colluder }, place) => (colluder < 0 ? [place] : []));
    const [report] = reports;
    const isOne = toOthers !== null && reports.every((one) => one === report);
    const asked = listAsked(entries);
    const found = isOne ? rows.map((_, place) => place) : others;
    const measureOne = (block: readonly Float32Array[], index: number) =>
      measureBlock(asked, block, ...told(index), found);
    const total =
      isOne && countMeasured(asked, n) === n * n ? new Float64Array(n * n) : sumParts(tried.map(measureOne));
    known ??= squaresAmong(
      context,
      tried.map((block) => others.map((place) => block[place])),
      entries.attacks.length === 1,
    );
    fillIn(total, n, known, others);
    if (isOne && report !== undefined) fillInCopies(total, rows, toOthers(report), report);
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

/**
 * What the rule remembers, with room of the trial's own for what it would note.
 * `block`: null for the server.
 */
function recall({ world, round }: Context, block: number | null): Memory {
  const size = countParameters(world);
  const starts = blockStarts(size);
  const { memory = [] } = world.entries.rule.entry;
  return Object.fromEntries(
    memory
      .filter(({ length }) => (length === 'parameters') === (block !== null))
      .map((spec) => {
        const { name, length } = spec;
        const rows = listMemoryRows(spec, world.scenario, round);
        const whole = length === 'parameters' ? size : length;
        const [from, to] = block === null ? [0, whole] : [starts[block], starts[block + 1]];
        const tensor = world.state[`rule/${name}`][pickVersion(round)];
        const cut = () => rows.map((row) => tensor.slice(row * whole + from, row * whole + to));
        return [name, { before: cut(), after: cut() }];
      }),
  );
}
