import { blockStarts } from '../actors/blocks.js';
import type { Bodies } from '../actors/messages.js';
import { versionOf, type World } from '../actors/world.js';

/** Writes the outcome of a round, whole, as the version that the next round starts from. */
export function commitRound(world: World, round: number, commits: readonly Bodies['commit'][]): void {
  const next = versionOf(round + 1);
  const starts = blockStarts(world.parameters[0].length);
  for (const [shard, { parameters, velocity }] of commits.entries()) {
    world.parameters[next].set(parameters, starts[shard]);
    world.velocity[next].set(velocity, starts[shard]);
  }
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
