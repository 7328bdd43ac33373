import { existsSync } from 'node:fs';
import { InputError } from '../../errors/inputError.js';
import { show } from '../../errors/show.js';
import type { Disk } from '../../files/disk.js';
import { makeFolder } from '../../files/makeFolder.js';
import { nameDraft, writeWhole } from '../../files/writeWhole.js';
import { ADDED_NAME } from '../addedSets.js';
import type { DataSet } from '../dataSet.js';
import { takeTurn } from '../get/takeTurn.js';
import { countBytes, loadSetFile, newSetFile, setFile, type SetFacts } from '../setFile.js';
import { dataSets } from '../sets.js';
import { fitSplits, type FittedSet, type SetWishes } from './fitSplits.js';
import { readSplit, type SplitFiles } from './readSplit.js';

/** A set of a user's own: its name, its files, and what is said of them. */
export interface SetRequest extends SetWishes {
  readonly name: string;
  readonly train: SplitFiles;
  readonly test: SplitFiles;
  /** Of tables, the column that is the class, by its name or its number from 1. */
  readonly labelColumn: string;
}

/** The largest file that a set is kept in. */
const BYTES_MAX = 2 ** 31 - 2 ** 20;

/**
 * Puts a set of a user's own into the cache folder, as one file, whole or not at all.
 * Throws an InputError that names the file or the option; then the folder is as it was.
 */
export async function addDataSet(
  request: SetRequest,
  { folder, disk }: { readonly folder: string; readonly disk: Disk },
): Promise<{ readonly set: DataSet; readonly file: string }> {
  const { name } = request;
  checkName(name, folder);
  const [train, test] = [request.train, request.test].map((files) => readSplit(files, request.labelColumn));
  const fitted = fitSplits(train, test, request);
  const facts: SetFacts = { name, hashes: null, ...fitted.facts };
  const bytes = countBytes(facts);
  if (bytes > BYTES_MAX) {
    throw new InputError({ place: { file: name }, found: `${bytes} bytes`, allowed: `at most ${BYTES_MAX}` });
  }
  const content = encode(facts, fitted);
  makeFolder(folder, 'KRUMBLE_HOME');
  const file = setFile(facts, folder);
  const endTurn = takeTurn(`${file}.lock`);
  try {
    checkName(name, folder); // somebody else may have added it meanwhile
    await writeWhole(disk, file, content);
    return { set: loadSetFile(facts, folder), file };
  } catch (error) {
    await disk.remove(nameDraft(file)).catch(() => undefined); // the first error is the one to tell
    throw error;
  } finally {
    endTurn();
  }
}

function checkName(name: string, folder: string): void {
  const refuse = (problem: string, allowed: string): never => {
    throw new InputError({ place: { file: 'data add' }, found: show(name), problem, allowed });
  };
  if (!ADDED_NAME.test(name)) {
    refuse('is no name for a set', 'a letter, then up to 39 lower case letters, digits and hyphens');
  }
  if (dataSets.some((set) => set.name === name)) {
    refuse('is the name of a set that comes with krumble', 'a name of your own');
  }
  const file = setFile({ name }, folder);
  if (existsSync(file))
    refuse(`is there already, in ${file}`, `another name, or krumble data remove ${name}`);
}

function encode(facts: SetFacts, fitted: FittedSet): Uint8Array {
  const { bytes, splits, writeHeader } = newSetFile(facts);
  for (const split of ['train', 'test'] as const) {
    const { values, labels } = fitted[split];
    splits[split].images.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    splits[split].labels.set(labels);
  }
  writeHeader();
  return bytes;
}
