import type { Entry } from '../entries/entry.js';
import { InputError } from '../errors/inputError.js';
import { show } from '../errors/show.js';
import type { DataSet, Examples } from './dataSet.js';
import { hashExamples } from './hashExamples.js';

/** A data set: what is known of it before it is loaded, and how it is. */
export interface DataSetEntry<Name extends string = string>
  extends Entry, Pick<DataSet, 'imageShape' | 'classes' | 'holds'> {
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

/** Inputs as bytes, one behind the other, and the class of each. */
export interface RawExamples {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

/** The same, with values that are no pixels as floats, all of them finite. */
export interface GivenExamples extends Omit<RawExamples, 'images'> {
  readonly images: Uint8Array | Float32Array;
}

/** A data set of a user's own. */
export type DataSetDefinition<Name extends string> = Omit<
  DataSetEntry<Name>,
  'kind' | 'load' | 'where' | 'glance' | 'train' | 'test'
> &
  Pick<DataSet, 'normalisation'> & {
    /** How many images there are, of at least 1 and the most that it gives. */
    readonly train: number;
    readonly test: number;
    /** Makes or reads the images; called once, in one thread. The same ones every time. */
    readonly read: () => { readonly train: GivenExamples; readonly test: GivenExamples };
  };

/** Makes a data set of its parts. What it gives is checked when it is loaded, and put into shared memory. */
export function defineDataSet<const Name extends string>({
  read,
  normalisation,
  ...rest
}: DataSetDefinition<Name>): DataSetEntry<Name> {
  const { name, train, test, holds, imageShape, classes } = rest;
  const load = (): DataSet => {
    const given = read();
    const parts = {
      train: toExamples(given?.train, { name, part: 'train', count: train, imageShape, classes }),
      test: toExamples(given?.test, { name, part: 'test', count: test, imageShape, classes }),
    };
    const hashes = { train: hashExamples(parts.train), test: hashExamples(parts.test) };
    const about = { name, ...(holds && { holds }), imageShape, classes, normalisation };
    return { ...about, ...parts, hashes };
  };
  return Object.freeze({ kind: 'dataSet', ...rest, load, where: () => 'made by its module' });
}

interface Expected extends Pick<DataSet, 'imageShape' | 'classes'> {
  readonly name: string;
  readonly part: string;
  readonly count: number;
}

function toExamples(given: GivenExamples | undefined, expected: Expected): Examples {
  const { name, part, count, imageShape, classes } = expected;
  const refuse = (what: string, found: string, allowed: string): never => {
    throw new InputError({ place: { file: name }, field: `${part}.${what}`, found, allowed });
  };
  const sizes = {
    images: count * imageShape.reduce((product, extent) => product * extent, 1),
    labels: count,
  };
  for (const what of ['images', 'labels'] as const) {
    const list: unknown = given?.[what];
    if (list instanceof Float32Array && what === 'images') {
      if (list.length !== sizes.images) refuse(what, `${list.length} floats`, `${sizes.images} floats`);
      const wrong = list.findIndex((value) => !Number.isFinite(value));
      if (wrong >= 0) refuse(`${what}.${wrong}`, String(list[wrong]), 'finite numbers');
    } else if (!(list instanceof Uint8Array))
      refuse(what, show(list), `a Uint8Array of ${sizes[what]} bytes`);
    else if (list.length !== sizes[what]) refuse(what, `${list.length} bytes`, `${sizes[what]} bytes`);
  }
  const { images, labels } = given!;
  const wrong = labels.findIndex((label) => label >= classes);
  if (wrong >= 0) refuse(`labels.${wrong}`, String(labels[wrong]), `0 to ${classes - 1}`);
  return { images: toShared(images), labels: toShared(labels), count };
}

function toShared<A extends Uint8Array | Float32Array>(values: A): A {
  const Kind = values.constructor as new (memory: SharedArrayBuffer) => A;
  const shared = new Kind(new SharedArrayBuffer(values.byteLength));
  shared.set(values);
  return shared;
}
