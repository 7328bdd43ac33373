import type { DataSet } from './dataSet.js';

const kept = new Map<string, WeakRef<DataSet>>();

/**
 * Loads a set of known hashes once a process, as long as somebody has it:
 * simulations side by side or one after the other read the same shared memory.
 * `file`: where it is, and what else tells it from others; another place is loaded for itself.
 * Only for sets that are checked by a hash written down:
 * what was read once is what a second reading must give.
 */
export function keepLoaded(file: string | null, load: () => DataSet): DataSet {
  if (file === null) return load(); // which says what is missing
  const found = kept.get(file)?.deref();
  if (found !== undefined) return found;
  const set = load();
  kept.set(file, new WeakRef(set));
  return set;
}
