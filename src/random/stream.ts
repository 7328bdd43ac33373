import seedrandom from 'seedrandom';

/** A seeded source of random numbers. Every draw advances it; two streams of one name are equal. */
export interface RandomStream {
  /** Uniform in [0, 1) with 53 bits. */
  uniform(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
}

/**
 * The random stream named (seed, purpose, actor, round). Streams of different names are independent, so
 * changing the attack leaves the batches unchanged. Seed 0 is a seed like any other.
 */
export function stream(seed: number, purpose: string, actor: string | number = '', round = 0): RandomStream {
  const generator = seedrandom(JSON.stringify(['krumble', seed, purpose, actor, round]));
  return {
    uniform: () => generator.double(),
    below: (bound) => Math.floor(generator.double() * bound),
  };
}
