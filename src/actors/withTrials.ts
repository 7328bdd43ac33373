import type { Line, Trials } from '../attacks/attack.js';
import { invariant } from '../errors/invariantError.js';
import { drawLine } from '../kernels/line.js';
import { asksGeometry, type Chain, type ChainDecision } from '../transforms/decideChain.js';
import { reduceChain, weighReports } from '../transforms/reduceChain.js';
import type { Context, MeasureTrial } from './behaviour.js';
import { blockStarts } from './blocks.js';
import { decideOnLine } from './decideOnLine.js';
import { decideTrial } from './decideTrial.js';
import { lendBlock } from './lendBlock.js';
import { recallMemory } from './recallMemory.js';
import { squaresAmong } from './squaresAmong.js';
import { arrangeTrial, takeOthers, type Tried } from './tried.js';
import { countParameters } from './world.js';

/**
 * Lends trials of the scenario's defense, transforms and rule, while `use` is running: of reports of the
 * adversary's for its rows and of what all others computed, what the server would make, in worker order.
 * A rule with memory has what it remembers, and notes nothing.
 *
 * A search makes twenty trials and more. Where all its workers send one report, as they do in a search,
 * threads that are free measure parts of it; distances among the others' reports are measured once, by the
 * shards where only honest workers are the others. What is made of the others alone is the same array for as
 * long as it is made by the same weights. Along a line a report is only measured where it has to be.
 */
export function withTrials<T>(context: Context, use: (trials: Trials) => T): T {
  let isOver = false;
  const guard = <Told, Made>(trial: (told: Told) => Made) => {
    return (told: Told): Made => {
      invariant(!isOver, 'a trial of the defense by an attack that has decided');
      return trial(told);
    };
  };
  try {
    return context.shareTrials(context.index, (measureOne) => {
      const { aggregate, aggregateOnLine } = createTrials(context, measureOne);
      return use({
        aggregate: guard(aggregate),
        aggregateOnLine: guard((line: Line) => guard(aggregateOnLine(line))),
      });
    });
  } finally {
    isOver = true;
  }
}

function createTrials(context: Context, measureOne: MeasureTrial): Trials {
  const { world, index: attack } = context;
  const { entries } = world;
  const own = entries.attacks[attack].rowsIn(context.round);
  const size = countParameters(world);
  const starts = blockStarts(size);
  let known: Float64Array | null = null;
  let last: { readonly weights: readonly number[]; readonly aggregate: Float32Array } | null = null;
  return { aggregate: (reports) => tryOut(arrangeTrial(context, own, reports)), aggregateOnLine };

  function aggregateOnLine({ point, direction }: Line): (factor: number) => Float32Array {
    const report = new Float32Array(size); // one for all trials: new ones take longer than to fill them
    const draw = drawLine(point, direction);
    const tried = arrangeTrial(context, own, new Array<Float32Array>(own.length).fill(report));
    const beside = () => ({ rows: tried.rows, others: takeOthers(tried), squares: measureOthers(tried) });
    const decide = decideOnLine(entries, beside, { point, direction });
    return (factor) => {
      const write = () => draw(report, factor);
      const decision = decide(factor);
      if (decision !== null) return make(tried, decision, write);
      write();
      return tryOut(tried);
    };
  }

  /** What the server makes of reports, by their distances where it goes by these. */
  function tryOut(tried: Tried): Float32Array {
    const { reports, isOne } = tried;
    if (isOne && reports.length === own.length && !asksGeometry(entries)) return join(measureOne(reports[0]));
    const among = () => measureOthers(tried);
    return make(tried, decideTrial(context, tried, { measureOne, among }));
  }

  /** The same as is decided; `write`: what writes the report, where it is asked for. */
  function make(tried: Tried, decision: ChainDecision, write?: () => void): Float32Array {
    const { rows, reports, isOne } = tried;
    const weights = weighMixed(entries, decision, rows.length);
    const isOthers = weights?.every((weight, place) => weight === 0 || rows[place].colluder < 0) === true;
    if (isOthers && last !== null && areEqual(weights, last.weights)) return last.aggregate;
    write?.();
    const aggregate =
      isOne && weights !== null && isMixture(weights)
        ? join(measureOne(reports[0], weights))
        : reduce(tried, decision);
    if (isOthers) last = { weights, aggregate };
    return aggregate;
  }

  function reduce({ blocks }: Tried, decision: ChainDecision): Float32Array {
    const aggregate = new Float32Array(size);
    for (const [index, block] of blocks.entries()) {
      const told = [recallMemory(context, index), lendBlock({ ...context, index })] as const;
      aggregate.set(reduceChain(entries, block, decision, ...told).aggregate, starts[index]);
    }
    return aggregate;
  }

  /** Distances among others' rows, measured once. */
  function measureOthers(tried: Tried): Float64Array {
    return (known ??= squaresAmong(context, takeOthers(tried), entries.attacks.length === 1));
  }

  /** The blocks of an aggregate, one after the other. */
  function join(parts: readonly Float64Array[]): Float32Array {
    const whole = new Float32Array(size);
    for (const [index, part] of parts.entries()) whole.set(part, starts[index]);
    return whole;
  }
}

/** The weights of reports whose sum is the aggregate, where it is one of these and of nothing else. */
function weighMixed({ rule }: Chain, decision: ChainDecision, n: number): readonly number[] | null {
  const { noise, referenceWeight } = decision.decision ?? {};
  return noise || referenceWeight ? null : weighReports(rule.entry, decision, n);
}

/** Whether it is a sum that takes adding up: one report by itself is there already. */
function isMixture(weights: readonly number[]): boolean {
  return weights.every(Number.isFinite) && weights.filter((weight) => weight !== 0).length > 1;
}

function areEqual(some: readonly number[], others: readonly number[]): boolean {
  return some.length === others.length && some.every((value, place) => value === others[place]);
}
