import { createHash } from 'node:crypto';
import { viewBytes } from '../actors/reportHash.js';
import type { RoundMemory } from '../actors/roundMemory.js';
import { listHashed, nameTensor } from '../actors/stateTensors.js';
import { pickVersion, type World } from '../actors/world.js';

/** Writes the outcome of a round, whole, as the version that the next round starts from. */
export function commitRound({ tensors, state, entries }: World, round: number, { next }: RoundMemory): void {
  const [before, after] = [pickVersion(round), pickVersion(round + 1)];
  const off = entries.attacks.filter(({ isOn }) => !isOn(round));
  const kept = off.flatMap(({ entry, place }) =>
    (entry.memory ?? []).map(({ name }) => nameTensor('attack', name, place)),
  );
  for (const { name } of tensors) {
    const isKept = kept.includes(name); // nobody wrote it
    state[name][after].set(isKept ? state[name][before] : next[name]);
  }
}

/**
 * SHA-256 of what rule and attack remember after a round, tensor by tensor; null where they remember nothing.
 */
export function hashMemory({ tensors, state, scenario }: World, round: number): string | null {
  const remembered = listHashed(tensors, scenario);
  if (remembered.length === 0) return null;
  const hash = createHash('sha256');
  for (const { name } of remembered) hash.update(viewBytes(state[name][pickVersion(round + 1)]));
  return hash.digest('hex');
}
