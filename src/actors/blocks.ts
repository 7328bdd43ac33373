const BLOCK_COORDINATES = 4096;
const BLOCKS_MAX = 64;

/**
 * The blocks of coordinates that the shards own: up to 64 of equal length,
 * the last one shorter, of about 4096 coordinates or more.
 * They depend on d alone, so that sums over coordinates,
 * added in block order, are the same on any number of threads.
 * Returns the d-boundaries: block s is [starts[s], starts[s+1]).
 */
export function blockStarts(coordinates: number): readonly number[] {
  const starts = known.get(coordinates) ?? cut(coordinates);
  known.set(coordinates, starts);
  return starts;
}

/** Every step asks several times, of the few sizes that a process has to do with. */
const known = new Map<number, readonly number[]>();

function cut(coordinates: number): readonly number[] {
  const wanted = Math.min(BLOCKS_MAX, Math.ceil(coordinates / BLOCK_COORDINATES));
  const length = Math.ceil(coordinates / wanted);
  const count = Math.ceil(coordinates / length);
  return Object.freeze(
    Array.from({ length: count + 1 }, (_, block) => Math.min(block * length, coordinates)),
  );
}

/** How many blocks d coordinates make, which is the number of shards. */
export function blockCount(coordinates: number): number {
  return blockStarts(coordinates).length - 1;
}
