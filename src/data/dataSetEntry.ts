import type { Entry } from '../entries/entry.js';
import { InputError } from '../errors/inputError.js';
import { show } from '../errors/show.js';
import type { DataSet, Examples } from './dataSet.js';
import { hashExamples } from './hashExamples.js';

/** A data set: what is known of it before it is loaded, and how it is. */
export interface DataSetEntry<Name extends string = string> extends Entry {
  readonly kind: 'dataSet';
  readonly name: Name;
  /** How many images there are. */
  readonly train: number;
  readonly test: number;
  /** Reads it into shared memory. Throws a DataError where it is not on this machine or damaged. */
  readonly load: () => DataSet;
  /** The file or folder that it is in; null where it is not on this machine. */
  readonly where: () => string | null;
  /** What a glance shows to be wrong with a set that is here: its files and their sizes; null: nothing. */
  readonly glance?: () => string | null;
}

/** Pixels as bytes [count, height, width, channel], and the class of each image. */
export interface RawExamples {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** A data set of a user's own. */
export type DataSetDefinition<Name extends string> = Omit<
  DataSetEntry<Name>,
  'kind' | 'load' | 'where' | 'glance' | 'train' | 'test'
> &
  Pick<DataSet, 'imageShape' | 'classes' | 'normalisation'> & {
    /** How many images there are, of at least 1 and the most that it gives. */
    readonly train: number;
    readonly test: number;
    /** Makes or reads the images; called once, in one thread. The same ones every time. */
    readonly read: () => { readonly train: RawExamples; readonly test: RawExamples };
  };

/** Makes a data set of its parts. What it gives is checked when it is loaded, and put into shared memory. */
export function defineDataSet<const Name extends string>({
  read,
  imageShape,
  classes,
  normalisation,
  ...rest
}: DataSetDefinition<Name>): DataSetEntry<Name> {
  const { name, train, test } = rest;
  const load = (): DataSet => {
    const given = read();
    const parts = {
      train: toExamples(given?.train, { name, part: 'train', count: train, imageShape, classes }),
      test: toExamples(given?.test, { name, part: 'test', count: test, imageShape, classes }),
    };
    const hashes = { train: hashExamples(parts.train), test: hashExamples(parts.test) };
    return { name, imageShape, classes, normalisation, ...parts, hashes };
  };
  return Object.freeze({ kind: 'dataSet', ...rest, load, where: () => 'made by its module' });
}

interface Expected extends Pick<DataSet, 'imageShape' | 'classes'> {
  readonly name: string;
  readonly part: string;
  readonly count: number;
}

function toExamples(given: RawExamples | undefined, expected: Expected): Examples {
  const { name, part, count, imageShape, classes } = expected;
  const refuse = (what: string, found: string, allowed: string): never => {
    throw new InputError({ place: { file: name }, field: `${part}.${what}`, found, allowed });
  };
  const sizes = {
    images: count * imageShape.reduce((product, extent) => product * extent, 1),
    labels: count,
  };
  for (const what of ['images', 'labels'] as const) {
    const bytes: unknown = given?.[what];
    if (!(bytes instanceof Uint8Array)) refuse(what, show(bytes), `a Uint8Array of ${sizes[what]} bytes`);
    else if (bytes.length !== sizes[what]) refuse(what, `${bytes.length} bytes`, `${sizes[what]} bytes`);
  }
  const { images, labels } = given!;
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) refuse(`labels.${wrong}`, String(labels[wrong]), `0 to ${classes - 1}`);
  return { images: toShared(images), labels: toShared(labels), count };
}

function toShared(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}
