import type { Memory } from '../entries/memory.js';
import type { Context } from './behaviour.js';
import { blockStarts } from './blocks.js';
import { listMemoryRows } from './memoryViews.js';
import { countParameters, pickVersion } from './world.js';

/**
 * What the rule remembers, with room of the caller's own for what it would note: nothing comes of that.
 * `block`: null for the server.
 */
export function recallMemory(
  { world, round }: Pick<Context, 'world' | 'round'>,
  block: number | null,
): Memory {
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
