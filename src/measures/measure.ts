import type { z } from '../entries/schema.js';
import type { DataSet, Slice } from '../data/dataSet.js';
import type { Entry } from '../entries/entry.js';
import type { OptionShape } from '../entries/option.js';
import type { Images } from '../kernels/images.js';
import type { Batch } from '../models/batch.js';
import type { ModelEntry } from '../models/modelEntry.js';

/**
 * What an evaluator can see: all data, and what the model makes of images by the parameters after the round.
 */
export interface MeasureView {
  readonly set: DataSet;
  /** A slice of the test images, as a batch. */
  testBatch(slice: Slice): Batch;
  /**
   * How many images of a batch are classified rightly,
   * of equal logits the lowest class, and the sum of their losses.
   */
  countCorrect(batch: Batch): { readonly correct: number; readonly lossSum: number };
  /** The logits of each image, row-major [images, classes]. */
  logits(images: Images): Float32Array;
  /** A copy of all parameters. */
  parameters(): Float32Array;
}

/** What a record is told of, besides parts. */
export type MeasuredSet = Pick<DataSet, 'classes' | 'train' | 'test'>;

/**
 * An image as the model sees it, the class that it is of, and the one that an adversary wants as the answer.
 */
export interface PicturedImage {
  readonly images: Float64Array;
  readonly labels: Int32Array;
  readonly target: number;
}

/** How two records of a field are compared, for a replay. */
export interface ComparedField {
  /** A field of the record, or one inside it, as in `backdoor.hits`. */
  readonly field: string;
  /**
   * How far apart two backends may be; `bits`:
   * it hangs on the last bits, so that two backends are not compared.
   * Default: the relative tolerance of all numbers.
   */
  readonly within?: number | 'bits';
}

/**
 * Something that evaluators find out about the model after a round,
 * slice by slice of the test images, and that the record says.
 * `Setting` is what it is told: its own options, or those of the attack that it belongs to.
 */
export interface Measure<Name extends string = string, Setting = unknown, Part = unknown> extends Entry {
  readonly kind: 'measure';
  readonly name: Name;
  readonly options?: OptionShape;
  /** What it can be taken of: models that tell classes apart, or those of another loss. Absent: all. */
  readonly needs?: 'classes' | NonNullable<ModelEntry['loss']>;
  /** In every round, or in those that the scenario evaluates. */
  readonly when: 'always' | 'evaluated';
  /**
   * What of the test images it looks at: `all` slices of them, in a round that the scenario evaluates or not.
   */
  slices?(all: readonly Slice[], isEvaluated: boolean, setting: Setting): readonly Slice[];
  /** What there is to say of one slice; plain data. */
  measure(view: MeasureView, slice: Slice, setting: Setting): Part;
  /** The fields of the record that all parts together make, in their order. */
  conclude(parts: readonly Part[], set: MeasuredSet, setting: Setting): Readonly<Record<string, unknown>>;
  /** Which of these fields it leaves out for a set; default: none. */
  absent?(set: Pick<DataSet, 'classes'>): readonly string[];
  /** The form of these fields, as a recording is read by. */
  readonly fields: Readonly<Record<string, z.ZodType>>;
  /** In the order in which they come about; default: all fields, as they are. */
  readonly compared?: readonly ComparedField[];
  /**
   * One image that it is about, to show to a person.
   * Throws an InputError where there is nothing to measure.
   */
  picture?(set: DataSet, setting: Setting): PicturedImage;
}

/** Makes a measure of its parts, with the type of what it is told. */
export function defineMeasure<const Name extends string, Setting = unknown, Part = unknown>(
  measure: Omit<Measure<Name, Setting, Part>, 'kind'>,
): Measure<Name, Setting, Part> {
  return Object.freeze({ kind: 'measure', ...measure });
}
