import { InputError } from '../../errors/inputError.js';
import type { NumberArray } from './numberArray.js';
import { readNumberFile } from './readNumberFile.js';
import type { Table } from './table.js';

/** The files of one part of a set. */
export interface SplitFiles {
  readonly inputs: string;
  /** Without one the inputs are a table that has the classes in it. */
  readonly labels?: string | undefined;
}

/** One part of a set as its files have it. */
export interface ReadSplit {
  readonly file: string;
  readonly count: number;
  /** Of one input. */
  readonly shape: readonly number[];
  readonly values: Uint8Array | Float32Array;
  readonly isTable: boolean;
  readonly labels: Uint8Array;
}

const EXAMPLES_MAX = 1_000_000;
const VALUES_MAX = 1 << 20;
const LABEL_MAX = 255;

/**
 * Reads inputs and labels of one part. `column`: of a table, the one that is the class, by name or number.
 * Throws an InputError that names the file, and the line of a table or the place of a value:
 * other numbers than bytes and floats, values that are not finite, labels that are no whole numbers from 0
 * to 255, and another number of labels than of inputs.
 */
export function readSplit({ inputs, labels }: SplitFiles, column: string): ReadSplit {
  const read = readNumberFile(inputs, labels === undefined ? column : null);
  const isTable = 'columns' in read;
  const shape = isTable ? [read.lines.length, read.columns] : read.shape;
  const [count, ...one] = shape;
  const refuse = refuseIn(inputs);
  if (one.length < 1 || one.length > 4) {
    refuse(`[${shape.join(', ')}]`, '[examples, ...] with 1 to 4 extents of one input', 'shape');
  }
  if (count > EXAMPLES_MAX) refuse(`${count} examples`, `1 to ${EXAMPLES_MAX}`);
  const size = one.reduce((product, extent) => product * extent, 1);
  if (size > VALUES_MAX) refuse(`inputs of ${size} values`, `1 to ${VALUES_MAX}`);
  const { values } = read;
  if (values instanceof Int32Array) {
    return refuse('whole numbers of more than a byte, or with a sign', 'uint8, float32 or float64');
  }
  const wrong = values instanceof Float32Array ? values.findIndex((value) => !Number.isFinite(value)) : -1;
  if (wrong >= 0) {
    refuse(
      `${values[wrong]} as value ${wrong % size} of example ${Math.floor(wrong / size)}`,
      'finite numbers, as float32 has them',
    );
  }
  const found = labels === undefined ? labelsInside(read, inputs) : readLabels(labels);
  if (found.length !== count) {
    refuseIn(labels ?? inputs)(`${found.length} labels`, `${count}, as many as inputs in ${inputs}`);
  }
  return { file: inputs, count, shape: one, values, isTable, labels: found };
}

function labelsInside(read: NumberArray | Table, file: string): Uint8Array {
  if ('columns' in read) return checkLabels(read.labels!, file, read.lines);
  throw new InputError({
    place: { file },
    problem: 'goes with a file of labels: only a table has them in it',
  });
}

function readLabels(file: string): Uint8Array {
  const read = readNumberFile(file, null);
  const refuse = refuseIn(file);
  const [, ...one] = 'columns' in read ? [read.lines.length, read.columns] : read.shape;
  if (one.some((extent) => extent !== 1)) refuse(`${one.join(' x ')} numbers an example`, 'one label');
  if (!('columns' in read) && read.values instanceof Float32Array) {
    refuse('floats', 'whole numbers, as uint8 or int64 has them');
  }
  return checkLabels(read.values, file, 'columns' in read ? read.lines : null);
}

function checkLabels(labels: ArrayLike<number>, file: string, lines: readonly number[] | null): Uint8Array {
  return Uint8Array.from(labels, (label, k) => {
    if (Number.isInteger(label) && label >= 0 && label <= LABEL_MAX) return label;
    const [found, allowed] = [`label ${label} of example ${k}`, `whole numbers from 0 to ${LABEL_MAX}`];
    throw new InputError({ place: { file, ...(lines && { line: lines[k] }) }, found, allowed });
  });
}

function refuseIn(file: string) {
  return (found: string, allowed: string, field?: string): never => {
    throw new InputError({ place: { file }, field, found, allowed });
  };
}
