import { closeSync, existsSync, fstatSync, readSync } from 'node:fs';
import path from 'node:path';
import { DataError } from '../errors/dataError.js';
import { InputError } from '../errors/inputError.js';
import { invariant } from '../errors/invariantError.js';
import { openRegular } from '../files/readBounded.js';
import { countValuesPerImage, type DataSet, type Examples } from './dataSet.js';
import type { RawExamples } from './dataSetEntry.js';
import { hashExamples } from './hashExamples.js';
import { glanceAtFile } from './glanceAtFile.js';

/** What is known of a set that is kept in a file, before the file is read. */
export interface SetFacts extends Omit<DataSet, 'train' | 'test' | 'hashes'> {
  readonly train: number;
  readonly test: number;
  /** What inputs are kept as; absent: bytes. */
  readonly values?: 'floats';
  /** Whether a user added it: then its header is all that is known of it. */
  readonly added?: true;
  /** SHA-256 of the decoded parts (images, then labels); null where only the archive's hash is known. */
  readonly hashes: DataSet['hashes'] | null;
}

/** The header's length; a header that is longer has no place. */
export const HEADER_BYTES = 512;
const SPLITS = ['train', 'test'] as const;

/** The file that a set is kept in. */
export function setFile({ name }: Pick<SetFacts, 'name'>, folder: string): string {
  return path.join(folder, `${name}.krumble`);
}

/** Whether a set is in the folder, sound or not. */
export function isHere(facts: SetFacts, folder: string): boolean {
  return existsSync(setFile(facts, folder));
}

/** What a glance shows to be wrong with the set's file, in words; null where nothing is. */
export function glanceAtSetFile(facts: SetFacts, folder: string): string | null {
  const problem = glanceAtFile(setFile(facts, folder), HEADER_BYTES + contentBytes(facts));
  return problem && `${problem}: ${tellRemedy(facts)}`;
}

/**
 * Loads a set from its file straight into shared memory.
 * The file begins with a header of 512 bytes: one line of JSON, filled up with spaces.
 * Train images, train labels, test images and test labels follow, as they lie in memory;
 * where inputs are floats both splits' inputs come first, so that each begins at a multiple of 4 bytes.
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
  const { name, holds, imageShape, classes, normalisation } = facts;
  const about = { name, ...(holds && { holds }), imageShape, classes, normalisation };
  return {
    ...about,
    train: asExamples(facts, 'train', splits),
    test: asExamples(facts, 'test', splits),
    hashes,
  };
}

/**
 * A set to be filled and written: the bytes of its file, views of the bytes
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

/** A part of a set whose bytes are in memory by now. */
function asExamples(
  { values, ...facts }: SetFacts,
  split: (typeof SPLITS)[number],
  splits: RawSplits,
): Examples {
  const { images, labels } = splits[split];
  const inputs =
    values === undefined ? images : new Float32Array(images.buffer, images.byteOffset, images.length / 4);
  return { images: inputs, labels, count: facts[split] };
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
  const { name, imageShape, classes, train, test, holds, values, added, normalisation } = facts;
  const text = JSON.stringify({
    krumble: 'data set',
    version: 1,
    ...{ name, imageShape, classes, train, test },
    ...(added && { added, ...(holds && { holds }), ...(values && { values }), normalisation }),
    sha256: { train: hashes.train, test: hashes.test },
  });
  invariant(text.length < HEADER_BYTES, `the header of ${name} has ${text.length} characters`);
  return Buffer.from(`${text.padEnd(HEADER_BYTES - 1)}\n`);
}

/** How many bytes the file of a set has. */
export function countBytes(facts: SetFacts): number {
  return HEADER_BYTES + contentBytes(facts);
}

function contentBytes(facts: SetFacts): number {
  return (facts.train + facts.test) * (inputBytes(facts) + 1);
}

function inputBytes(facts: SetFacts): number {
  return (facts.values === 'floats' ? 4 : 1) * countValuesPerImage(facts);
}

/** The bytes of both parts. */
type RawSplits = Readonly<Record<(typeof SPLITS)[number], RawExamples>>;

function viewSplits(facts: SetFacts, content: Uint8Array): RawSplits {
  const { train, test, values } = facts;
  const each = inputBytes(facts);
  const sizes = [train * each, train, test * each, test];
  const order = values === 'floats' ? [0, 2, 1, 3] : [0, 1, 2, 3];
  const views: Uint8Array[] = [];
  let at = 0;
  for (const k of order) {
    views[k] = content.subarray(at, at + sizes[k]);
    at += sizes[k];
  }
  return { train: { images: views[0], labels: views[1] }, test: { images: views[2], labels: views[3] } };
}

/** How to have a set anew that is missing or damaged. */
function tellRemedy({ name, added }: SetFacts): string {
  return added ? `krumble data remove ${name}, and add it again` : `krumble data get ${name}`;
}

function buildDataError(facts: SetFacts, file: string, problem: string, options?: ErrorOptions): DataError {
  const anew = facts.added ? `${tellRemedy(facts)}.` : `Run \`${tellRemedy(facts)}\` to have it anew.`;
  return new DataError(`${file}: ${problem}: damaged. ${anew}`, options);
}
