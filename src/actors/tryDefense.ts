import { measureBlock, readGeometry } from '../aggregation/measureBlock.js';
import type { Memory } from '../entries/memory.js';
import type { Blocks } from '../kernels/meanAndDeviation.js';
import { countParticipants } from '../scenario/participants.js';
import { asksGeometry, decideChain, listAsked } from '../transforms/decideChain.js';
import { reduceChain } from '../transforms/reduceChain.js';
import type { Context } from './behaviour.js';
import { blockStarts } from './blocks.js';
import { lendBlock } from './lendBlock.js';
import { listMemoryRows } from './memoryViews.js';
import { viewBlocks } from './reports.js';
import { transformStream } from './transformStream.js';
import { countParameters, pickVersion } from './world.js';

/**
 * Runs the scenario's defense, transforms and rule, on reports of the adversary's for its rows
 * and on what all others computed: what the server would make of them, in worker order,
 * all of it on this thread. A rule with memory has what it remembers, and notes nothing.
 */
export function tryDefense(
  context: Context,
  own: readonly number[],
): (reports: readonly Float32Array[]) => Float32Array {
  const { world, round, memory } = context;
  const { entries, scenario } = world;
  const size = countParameters(world);
  const starts = blockStarts(size);
  return (reports) => {
    const blocks: Blocks = viewBlocks(memory.reports).map((rows, block) =>
      rows.slice(0, countParticipants(scenario)).flatMap((row, index) => {
        const colluder = own.indexOf(index);
        if (colluder < 0) return [row];
        if (colluder >= reports.length) return [];
        return [reports[colluder].subarray(starts[block], starts[block + 1])];
      }),
    );
    const count = blocks[0].length;
    const measure = () =>
      blocks.map((rows, index) =>
        measureBlock(listAsked(entries), rows, recall(context, index), lendBlock({ ...context, index })),
      );
    const decision = asksGeometry(entries)
      ? decideChain(
          entries,
          readGeometry(listAsked(entries), count, sumUp(measure())),
          recall(context, null),
          transformStream(scenario, round),
        )
      : { decision: null, mixing: null };
    const aggregate = new Float32Array(size);
    for (const [index, rows] of blocks.entries()) {
      const told = [recall(context, index), lendBlock({ ...context, index })] as const;
      aggregate.set(reduceChain(entries, rows, decision, ...told).aggregate, starts[index]);
    }
    return aggregate;
  };
}

/** The sum over blocks, in their order, of what was measured in each. */
function sumUp(measured: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(measured[0].length);
  for (const block of measured) for (let k = 0; k < total.length; k++) total[k] += block[k];
  return total;
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
