import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflateRawSync } from 'node:zlib';
import { DataError } from '../errors/dataError.js';
import type { DataSet } from './dataSet.js';
import { glanceAtFile } from './glanceAtFile.js';
import { hashExamples } from './hashExamples.js';

const FILE_BYTES = 42_846;
const SIDE = 8;
const TRAIN = 1500;
const TEST = 297;
/** What a block of 4 x 4 pixels has at most of those that are on. */
const FULL = 16;

/** SHA-256 of the decoded parts (images, then labels). */
const HASHES = {
  train: 'b55ca5e382447b4d6eb45655c5f305ac586c2df58d6d83b2e102ef7280bf406a',
  test: 'c0c02357881fc3dc112bceedeadcd191fba6d6a2c6ad08fecf1ee6ce5eee1732',
};

/** What is known of the set before it is read. */
export const digitsFacts = Object.freeze({
  name: 'digits',
  imageShape: [SIDE, SIDE, 1],
  classes: 10,
  normalisation: { means: [0.3052], deviations: [0.3749] },
  train: TRAIN,
  test: TEST,
} as const);

/** The file that it travels in: raw deflate of 1,797 x 64 counts, image by image, then as many labels. */
export function digitsFile(): string {
  return path.join(fileURLToPath(new URL('../../assets/', import.meta.url)), 'digits.deflate');
}

/** Whether the file is missing or has another size, in words; null where neither is so. */
export function glanceAtDigits(file: string = digitsFile()): string | null {
  const problem = glanceAtFile(file, FILE_BYTES);
  return problem && `${problem}. ${REMEDY}`;
}

const REMEDY = 'Install krumble again.';

/**
 * Optical Recognition of Handwritten Digits (Alpaydin, Kaynak, 1998), its test part, as scikit-learn has it:
 * 1,797 images of 8 x 8 counts from 0 to 16, of which the first 1,500 train.
 * A count k becomes the byte round(255 k / 16), so that a full block is white.
 * Checked by hash after decoding.
 * Throws a DataError that names the file where it is missing or damaged.
 */
export function loadDigits(file: string = digitsFile()): DataSet {
  const counts = inflate(file);
  const images = TRAIN + TEST;
  const memory = new Uint8Array(new SharedArrayBuffer(counts.length));
  for (let k = 0; k < images * SIDE * SIDE; k++) memory[k] = Math.round((255 * counts[k]) / FULL);
  memory.set(counts.subarray(images * SIDE * SIDE), images * SIDE * SIDE);
  const split = (from: number, count: number) => ({
    images: memory.subarray(from * SIDE * SIDE, (from + count) * SIDE * SIDE),
    labels: memory.subarray(images * SIDE * SIDE + from, images * SIDE * SIDE + from + count),
    count,
  });
  const [train, test] = [split(0, TRAIN), split(TRAIN, TEST)];
  const hashes = { train: hashExamples(train), test: hashExamples(test) };
  if (hashes.train !== HASHES.train || hashes.test !== HASHES.test) {
    throw new DataError(`digits: ${file} is damaged: SHA-256 ${hashes.train}, ${hashes.test}. ${REMEDY}`);
  }
  const { name, imageShape, classes, normalisation } = digitsFacts;
  return { name, imageShape, classes, normalisation, train, test, hashes };
}

function inflate(file: string): Uint8Array {
  const size = (TRAIN + TEST) * (SIDE * SIDE + 1);
  try {
    const bytes = inflateRawSync(readFileSync(file), { maxOutputLength: size });
    if (bytes.length === size) return bytes;
  } catch (cause) {
    throw new DataError(`digits: cannot read ${file}. ${REMEDY}`, { cause });
  }
  throw new DataError(`digits: ${file} is cut. ${REMEDY}`);
}
