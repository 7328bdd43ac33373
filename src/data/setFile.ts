import { closeSync, existsSync, fstatSync, readSync } from 'node:fs';
import path from 'node:path';
import { DataError } from '../errors/dataError.js';
import { InputError } from '../errors/inputError.js';
import { openRegular } from '../files/readBounded.js';
import type { DataSet, Examples } from './dataSet.js';
import { hashExamples } from './hashExamples.js';
import { glanceAtFile } from './glanceAtFile.js';

/** What is known of a set that is kept in a file, before the file is read. */
export interface SetFacts extends Omit<DataSet, 'train' | 'test' | 'hashes'> {
  readonly train: number;
  readonly test: number;
  /** SHA-256 of the decoded parts (images, then labels); null where only the archive's hash is known. */
  readonly hashes: DataSet['hashes'] | null;
}

const HEADER_BYTES = 512;
const SPLITS = ['train', 'test'] as const;

/** The file that a set is kept in. */
export function setFile({ name }: SetFacts, folder: string): string {
  return path.join(folder, `${name}.krumble`);
}

/** Whether a set is in the folder, sound or not. */
export function isHere(facts: SetFacts, folder: string): boolean {
  return existsSync(setFile(facts, folder));
}

/** What a glance shows to be wrong with the set's file, in words; null where nothing is. */
export function glanceAtSetFile(facts: SetFacts, folder: string): string | null {
  const problem = glanceAtFile(setFile(facts, folder), HEADER_BYTES + contentBytes(facts));
  return problem && `${problem}: krumble data get ${facts.name}`;
}

/**
 * Loads a set from its file straight into shared memory.
 * The file begins with a header of 512 bytes: one line of JSON, filled up with spaces.
 * Train images, train labels, test images and test labels follow, as they lie in memory.
 * Throws a DataError that names the file and the remedy.
 * The file may be missing, of another size, altered in any byte, or have a label that is no class.
 */
export function loadSetFile(facts: SetFacts, folder: string): DataSet {
  const file = setFile(facts, folder);
  if (!isHere(facts, folder)) {
    throw new DataError(`${facts.name} is not on this machine yet: run \`krumble data get ${facts.name}\``);
  }
  const content = new Uint8Array(new SharedArrayBuffer(contentBytes(facts)));
  const header = readInto(facts, file, content);
  const splits = viewSplits(facts, content);
  const hashes = { train: hashExamples(splits.train), test: hashExamples(splits.test) };
  checkHeader(facts, file, header, hashes);
  for (const split of SPLITS) {
    const known = facts.hashes?.[split] ?? hashes[split];
    if (hashes[split] !== known) {
      throw buildDataError(facts, file, `the ${split} part has SHA-256 ${hashes[split]}, expected ${known}`);
    }
    const wrong = splits[split].labels.findIndex((label) => label >= facts.classes);
    if (wrong >= 0) {
      const found = `label ${splits[split].labels[wrong]} of ${split} image ${wrong}`;
      throw buildDataError(facts, file, `found ${found}, allowed 0 to ${facts.classes - 1}`);
    }
  }
  const { name, imageShape, classes, normalisation } = facts;
  return { name, imageShape, classes, normalisation, ...splits, hashes };
}

/**
 * A set to be filled and written: the bytes of its file, views
 * of its parts, and a function that closes the header.
 */
export function newSetFile(facts: SetFacts) {
  const bytes = new Uint8Array(HEADER_BYTES + contentBytes(facts));
  const splits = viewSplits(facts, bytes.subarray(HEADER_BYTES));
  /** Hashes the parts and writes the header; returns the hashes. */
  const writeHeader = (): DataSet['hashes'] => {
    const hashes = { train: hashExamples(splits.train), test: hashExamples(splits.test) };
    bytes.set(encodeHeader(facts, hashes));
    return hashes;
  };
  return { bytes, splits, writeHeader };
}

/** Fills `content` from the file behind its header; returns the header. */
function readInto(facts: SetFacts, file: string, content: Uint8Array): Buffer {
  let descriptor: number;
  try {
    descriptor = openRegular(file, { links: true });
  } catch (cause) {
    if (!(cause instanceof InputError)) throw cause;
    throw buildDataError(facts, file, cause.mistake.problem ?? 'cannot be read', { cause });
  }
  try {
    const { size } = fstatSync(descriptor);
    const expected = HEADER_BYTES + content.length;
    if (size !== expected) throw buildDataError(facts, file, `found ${size} bytes, expected ${expected}`);
    const header = Buffer.alloc(HEADER_BYTES);
    for (const bytes of [header, content]) {
      for (let length = 0, got = -1; got !== 0 && length < bytes.length; length += got) {
        got = readSync(descriptor, bytes, length, bytes.length - length, null);
      }
    }
    return header;
  } finally {
    closeSync(descriptor);
  }
}

/**
 * Throws unless the header equals, byte for byte, the one that would be written for these facts and hashes.
 */
function checkHeader(facts: SetFacts, file: string, header: Buffer, hashes: DataSet['hashes']): void {
  if (header.equals(encodeHeader(facts, hashes))) return;
  const text = header.toString('latin1');
  const stray = SPLITS.find((split) => !text.includes(hashes[split]));
  throw buildDataError(
    facts,
    file,
    stray
      ? `the ${stray} part has SHA-256 ${hashes[stray]}, which is not the one in the header`
      : `its header is not the one of ${facts.name}`,
  );
}

function encodeHeader(facts: SetFacts, hashes: DataSet['hashes']): Buffer {
  const { name, imageShape, classes, train, test } = facts;
  const text = JSON.stringify({
    krumble: 'data set',
    version: 1,
    ...{ name, imageShape, classes, train, test },
    sha256: { train: hashes.train, test: hashes.test },
  });
  return Buffer.from(`${text.padEnd(HEADER_BYTES - 1)}\n`);
}

function contentBytes({ imageShape: [height, width, channels], train, test }: SetFacts): number {
  return (train + test) * (height * width * channels + 1);
}

function viewSplits(facts: SetFacts, content: Uint8Array): Pick<DataSet, 'train' | 'test'> {
  const pixels = facts.imageShape.reduce((product, extent) => product * extent, 1);
  const viewSplit = (start: number, count: number): Examples => {
    const labels = start + count * pixels;
    return {
      images: content.subarray(start, labels),
      labels: content.subarray(labels, labels + count),
      count,
    };
  };
  return { train: viewSplit(0, facts.train), test: viewSplit(facts.train * (pixels + 1), facts.test) };
}

function buildDataError(
  { name }: SetFacts,
  file: string,
  problem: string,
  options?: ErrorOptions,
): DataError {
  return new DataError(
    `${file}: ${problem}: damaged. Run \`krumble data get ${name}\` to have it anew.`,
    options,
  );
}
