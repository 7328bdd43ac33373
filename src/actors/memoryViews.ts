import { countRows, type Memory, type MemorySpec } from '../entries/memory.js';
import type { RoundMemory } from './roundMemory.js';
import { nameTensor } from './stateTensors.js';
import { countParameters, pickVersion, type SharedWorld } from './world.js';

/** What of a tensor's rows a step sees: all of them whole, or of those of length `parameters` one block. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/**
 * The memory of a rule or an attack in a round: `before` in the world, `after` in what is lent.
 * `pick` says which tensors a step has; these, and nobody else's,
 * hold in `after` what they held before when the step begins,
 * or where `isBegun` what an earlier step of the round left there.
 */
export function memoryViews(
  owner: 'rule' | 'attack',
  specs: readonly MemorySpec[],
  place: { readonly world: SharedWorld; readonly memory: RoundMemory; readonly round: number },
  {
    isOurs,
    extent,
    isBegun = false,
    place: ofAttack = 0,
  }: {
    isOurs: (spec: MemorySpec) => boolean;
    extent: Extent | null;
    isBegun?: boolean;
    /** Of an attack: its place among the scenario's. */
    place?: number;
  },
): Memory {
  const { world, memory, round } = place;
  const size = countParameters(world);
  return Object.fromEntries(
    specs.filter(isOurs).map((spec) => {
      const { name, length } = spec;
      const rows = countRows(spec, world.scenario.workers.count);
      const whole = length === 'parameters' ? size : length;
      const { from, to } = extent !== null && length === 'parameters' ? extent : { from: 0, to: whole };
      const cut = (values: Float32Array) =>
        Array.from({ length: rows }, (_, row) => values.subarray(row * whole + from, row * whole + to));
      const full = nameTensor(owner, name, ofAttack);
      const before = cut(world.state[full][pickVersion(round)]);
      const after = cut(memory.next[full]);
      if (!isBegun) for (const [row, values] of before.entries()) after[row].set(values);
      return [name, { before, after }];
    }),
  );
}
