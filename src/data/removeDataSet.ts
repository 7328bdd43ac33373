import { InputError } from '../errors/inputError.js';
import { show } from '../errors/show.js';
import type { Disk } from '../files/disk.js';
import { findDamaged, listAddedSets } from './addedSets.js';
import { setFile } from './setFile.js';
import { dataSets } from './sets.js';

/**
 * Removes a set that a user added from the cache folder, damaged or not; returns its file.
 * Throws an InputError for a set that comes with krumble, and for one that there is not.
 */
export async function removeDataSet(
  name: string,
  { folder, disk }: { readonly folder: string; readonly disk: Disk },
): Promise<string> {
  const file = setFile({ name }, folder);
  const names = listAddedSets(folder).map((set) => set.name);
  if (names.includes(name) || findDamaged(folder).includes(file)) {
    await disk.remove(file);
    return file;
  }
  const isBuiltIn = dataSets.some((set) => set.name === name);
  throw new InputError({
    place: { file: 'data remove' },
    found: show(name),
    problem: isBuiltIn ? 'comes with krumble' : 'no set of your own has this name',
    allowed: names.join(', ') || 'none: no set was added',
  });
}
