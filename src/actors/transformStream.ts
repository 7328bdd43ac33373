import { type RandomStream, stream } from '../random/stream.js';
import type { Scenario } from '../scenario/scenario.js';

/** The randomness of each transform of a chain in a round, by its place. */
export function transformStream({ seed }: Scenario, round: number): (place: number) => RandomStream {
  return (place) => stream(seed, 'transform', place, round);
}
