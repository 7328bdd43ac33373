import { closeSync, readdirSync, readSync } from 'node:fs';
import path from 'node:path';
import { InputError } from '../errors/inputError.js';
import { openRegular } from '../files/readBounded.js';
import { cacheFolder } from './cacheFolder.js';
import type { DataSetEntry } from './dataSetEntry.js';
import { readAddedFacts } from './readAddedFacts.js';
import { HEADER_BYTES, setFile, type SetFacts } from './setFile.js';
import { dataSets, inCache } from './sets.js';

/** What `krumble data add` calls a set: letters, digits and hyphens, so that it is one path and one word. */
export const ADDED_NAME = /^[a-z][a-z0-9-]{0,39}$/;

const ENDING = '.krumble';

/**
 * The sets that a user added to the cache folder, by their names, as entries: what their headers say.
 * A file whose header is not sound is none; `findDamaged` lists those.
 * Reads 512 bytes a set, so that it can be done at every start.
 */
export function listAddedSets(folder: string = cacheFolder()): readonly DataSetEntry[] {
  return listCandidates(folder).flatMap((name): DataSetEntry[] => {
    const facts = readFacts(name, folder);
    return facts === null ? [] : [Object.freeze({ kind: 'dataSet', ...describe(facts), ...inCache(facts) })];
  });
}

/** The files that have the name of an added set and no sound header, by their paths. */
export function findDamaged(folder: string = cacheFolder()): readonly string[] {
  return listCandidates(folder)
    .filter((name) => readFacts(name, folder) === null)
    .map((name) => setFile({ name }, folder));
}

/** Names of files in the folder that only a user can have added, rising. */
function listCandidates(folder: string): string[] {
  const builtIn = new Set<string>(dataSets.map(({ name }) => name));
  let files: string[];
  try {
    files = readdirSync(folder);
  } catch {
    return []; // nothing was ever kept
  }
  return files
    .filter((file) => file.endsWith(ENDING))
    .map((file) => path.basename(file, ENDING))
    .filter((name) => ADDED_NAME.test(name) && !builtIn.has(name))
    .sort();
}

function readFacts(name: string, folder: string): SetFacts | null {
  let descriptor: number;
  try {
    descriptor = openRegular(setFile({ name }, folder), { links: true });
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return null;
  }
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    const length = readSync(descriptor, header, 0, HEADER_BYTES, 0);
    return length === HEADER_BYTES ? readAddedFacts(header.toString('utf8'), name) : null;
  } finally {
    closeSync(descriptor);
  }
}

function describe({ name, imageShape, classes, holds, values }: SetFacts) {
  const what = holds === 'tensors' ? (values ?? 'bytes') : 'images';
  const summary = `a set of your own: ${what} of ${imageShape.join(' x ')}, ${classes} classes`;
  return { name, summary };
}
