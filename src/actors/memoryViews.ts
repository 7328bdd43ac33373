import { countRows, type Memory, type MemorySpec } from '../entries/memory.js';
import { listParticipants } from '../scenario/participants.js';
import type { Scenario } from '../scenario/scenario.js';
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
      const whole = length === 'parameters' ? size : length;
      const { from, to } = extent !== null && length === 'parameters' ? extent : { from: 0, to: whole };
      const cut = (values: Float32Array, rows: readonly number[]) =>
        rows.map((row) => values.subarray(row * whole + from, row * whole + to));
      const full = nameTensor(owner, name, ofAttack);
      const [old, next] = [world.state[full][pickVersion(round)], memory.next[full]];
      const all = Array.from({ length: countRows(spec, world.scenario.workers.count) }, (_, row) => row);
      if (!isBegun) for (const row of all) cut(next, [row])[0].set(cut(old, [row])[0]);
      const seen = listMemoryRows(spec, world.scenario, round);
      return [name, { before: cut(old, seen), after: cut(next, seen) }];
    }),
  );
}

/** The rows of a tensor that are seen in a round: of one for each worker those of who takes part. */
export function listMemoryRows(spec: MemorySpec, scenario: Scenario, round: number): readonly number[] {
  if (spec.rows === 'workers') return listParticipants(scenario, round);
  return Array.from({ length: countRows(spec, scenario.workers.count) }, (_, row) => row);
}
