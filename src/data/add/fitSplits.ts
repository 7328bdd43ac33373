import { InputError } from '../../errors/inputError.js';
import { measureNormalisation } from './measureNormalisation.js';
import type { ReadSplit } from './readSplit.js';
import { standardise } from './standardise.js';
import type { SetFacts } from '../setFile.js';

/** What a user says of a set beside its files. */
export interface SetWishes {
  readonly classes?: number | undefined;
  /** How the values of one input are laid out, in the place of what the files say. */
  readonly shape?: readonly number[] | undefined;
  readonly kind?: 'image' | 'tensor' | undefined;
  readonly standardise?: boolean | undefined;
}

/** Both parts in the form in which they are kept, and what is known of them. */
export interface FittedSet {
  readonly facts: Omit<SetFacts, 'name' | 'hashes'>;
  readonly train: Fitted;
  readonly test: Fitted;
}

interface Fitted {
  readonly values: Uint8Array | Float32Array;
  readonly labels: Uint8Array;
}

/**
 * Makes one set of two parts. Bytes of height x width x 1 or 3 are images;
 * so are tables of whole numbers from 0 to 255 that are given such a shape.
 * All else are tensors: bytes, or floats, as they are or standardised by the training inputs.
 * Throws an InputError that names the file or the option
 * for parts that do not fit each other, or what was said.
 */
export function fitSplits(train: ReadSplit, test: ReadSplit, wishes: SetWishes): FittedSet {
  const splits = [train, test];
  const imageShape = shapeInputs(train, test, wishes.shape);
  const canBeImages = imageShape.length === 3 && [1, 3].includes(imageShape[2]);
  const areBytes = splits.every(
    ({ values, isTable }) =>
      values instanceof Uint8Array ||
      (isTable &&
        wishes.shape !== undefined &&
        wishes.kind !== 'tensor' &&
        canBeImages &&
        areAllBytes(values)),
  );
  if (!areBytes && !splits.every(({ values }) => values instanceof Float32Array)) {
    const [found, allowed] = splits.map(({ values }) => (values instanceof Uint8Array ? 'bytes' : 'floats'));
    refuse(test.file, allowed, `${found}, as in ${train.file}`);
  }
  const isImage = canBeImages && areBytes;
  if (wishes.kind === 'image' && !isImage) {
    const found = `${areBytes ? 'bytes' : 'floats'} of ${imageShape.join(' x ')}`;
    refuse('--kind image', found, 'bytes of height x width x 1 or 3 channels');
  }
  if (wishes.standardise && areBytes) refuse('--standardise', 'bytes', 'floats: bytes are normalised anyway');
  const classes = countClasses(train, test, wishes.classes);
  const holds = isImage && wishes.kind !== 'tensor' ? undefined : ('tensors' as const);
  const kept = splits.map(({ values }) => (areBytes ? Uint8Array.from(values) : values));
  const normalisation = areBytes
    ? measureNormalisation(kept[0], holds === undefined ? imageShape[2] : 1)
    : { means: [0], deviations: [1] };
  const [first, second] = wishes.standardise ? standardise(kept as Float32Array[], imageShape) : kept;
  const facts = {
    ...(holds && { holds }),
    ...(!areBytes && { values: 'floats' as const }),
    ...{ imageShape, classes, normalisation, train: train.count, test: test.count, added: true as const },
  };
  return {
    facts,
    train: { values: first, labels: train.labels },
    test: { values: second, labels: test.labels },
  };
}

/** The extents of an input: those that were asked for, or those of the files, which have to agree. */
function shapeInputs(train: ReadSplit, test: ReadSplit, asked: SetWishes['shape']): readonly number[] {
  const [wanted, found] = [train, test].map(({ shape }) => shape.join(' x '));
  if (wanted !== found) refuse(test.file, `inputs of ${found}`, `${wanted}, as in ${train.file}`);
  const size = train.shape.reduce((product, extent) => product * extent, 1);
  if (asked !== undefined) {
    const product = asked.reduce((all, extent) => all * extent, 1);
    if (product !== size) {
      refuse(
        `--shape ${asked.join('x')}`,
        `${product} values`,
        `the ${size} that an input of ${train.file} has`,
      );
    }
    return asked;
  }
  // Rows and columns without channels are an image of one.
  return train.shape.length === 2 ? [...train.shape, 1] : train.shape;
}

function areAllBytes(values: Uint8Array | Float32Array): boolean {
  return values.every((value) => Number.isInteger(value) && value >= 0 && value <= 255);
}

/** How many classes there are, by what was said or by the training labels; every label has to be one. */
function countClasses(train: ReadSplit, test: ReadSplit, asked: number | undefined): number {
  const most = [train, test].map(({ labels }) => labels.reduce((high, label) => Math.max(high, label), 0));
  const classes = asked ?? Math.max(2, most[0] + 1);
  for (const [k, { file, labels }] of [train, test].entries()) {
    if (most[k] < classes) continue;
    const place = labels.findIndex((label) => label >= classes);
    const of = asked === undefined ? `, which are the classes of ${train.file}` : '';
    refuse(file, `label ${labels[place]} of example ${place}`, `0 to ${classes - 1}${of}`);
  }
  return classes;
}

function refuse(file: string, found: string, allowed: string): never {
  throw new InputError({ place: { file }, found, allowed });
}
