import type { Bodies } from '../actors/messages.js';
import type { RoundMemory } from '../actors/roundMemory.js';
import { versionOf, type World } from '../actors/world.js';

/** Writes the outcome of a round, whole, as the version that the next round starts from. */
export function commitRound(
  world: World,
  round: number,
  { parameters, velocity }: Pick<RoundMemory, 'parameters' | 'velocity'>,
): void {
  const next = versionOf(round + 1);
  world.parameters[next].set(parameters);
  world.velocity[next].set(velocity);
}

/** The same of the workers' momenta. */
export function commitMomenta(
  momenta: NonNullable<World['momenta']>,
  round: number,
  commits: readonly Bodies['momentum'][],
): void {
  const next = momenta[versionOf(round + 1)];
  for (const [worker, { momentum }] of commits.entries()) next.set(momentum, worker * momentum.length);
}
