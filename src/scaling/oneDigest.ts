import { InvariantError } from '../errors/invariantError.js';

/**
 * The common final digest of all runs of a seed.
 * Throws an InvariantError that names two thread counts that differ.
 */
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
