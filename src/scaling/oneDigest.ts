import { InvariantError } from '../errors/invariantError.js';

/** The digest that all runs of a seed ended with. Throws an InvariantError that names two thread counts that part. */
export function oneDigest(
  seed: number,
  runs: readonly { readonly threads: number; readonly digest: string }[],
): string {
  const [{ digest, threads }] = runs;
  const other = runs.find((run) => run.digest !== digest);
  if (other === undefined) return digest;
  throw new InvariantError(
    `seed ${seed}: ${threads} and ${other.threads} threads did not end alike: digests ${digest} and ${other.digest}`,
  );
}
