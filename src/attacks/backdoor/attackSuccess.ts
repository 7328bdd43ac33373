import { z } from '../../entries/schema.js';
import type { DataSet, Slice } from '../../data/dataSet.js';
import { defineMeasure, type MeasuredSet, type Measure } from '../../measures/measure.js';
import type { LabelledImages } from '../attack.js';
import { joinAttackSuccess, type AttackSuccess, measureAttackSuccess } from './tried.js';

/** What a backdoor is tried on. */
export interface Trial<Setting> {
  /** The class that is wanted as the answer. */
  target(set: MeasuredSet, setting: Setting): number;
  /** Which slices of the test images it is tried on in a round. */
  slices(all: readonly Slice[], isEvaluated: boolean): readonly Slice[];
  /** The images of a slice, as the model sees them, with the classes that they are of. */
  images(set: DataSet, slice: Slice, setting: Setting): LabelledImages;
  /**
   * One of them, to show to a person.
   * Throws an InputError where there is none, or it is of the target class.
   */
  example(set: DataSet, setting: Setting): LabelledImages;
}

/**
 * How a backdoor succeeds: of the images that it is tried on,
 * how many are answered with the target, and how surely; in every round, by the parameters after it.
 * The record's `backdoor`.
 */
export function attackSuccess<Setting>(trial: Trial<Setting>): Measure<string, Setting, AttackSuccess> {
  return defineMeasure<string, Setting, AttackSuccess>({
    name: 'attack-success',
    label: 'backdoor',
    summary: 'of the images that a backdoor is tried on, how many are answered with its target',
    when: 'always',
    slices: trial.slices,
    measure: ({ set, logits }, slice, setting) => {
      const { images, labels } = trial.images(set, slice, setting);
      const targets = new Int32Array(labels.length).fill(trial.target(set, setting));
      return measureAttackSuccess(labels.length === 0 ? new Float32Array() : logits(images), targets);
    },
    conclude: (parts, set, setting) => ({
      backdoor: describe(joinAttackSuccess(parts), trial.target(set, setting)),
    }),
    fields: { backdoor: schema },
    compared: [
      { field: 'backdoor.target' },
      { field: 'backdoor.of' },
      { field: 'backdoor.probability', within: 0.01 },
      { field: 'backdoor.margin', within: 'bits' },
      { field: 'backdoor.hits', within: 'bits' },
      { field: 'backdoor.hit', within: 'bits' },
      { field: 'backdoor.answer', within: 'bits' },
    ],
    picture: (set, setting) => ({ ...trial.example(set, setting), target: trial.target(set, setting) }),
  });
}

const schema = z.strictObject({
  target: z.int().min(0),
  hit: z.boolean(),
  hits: z.int().min(0),
  of: z.int().min(0),
  answer: z.int().min(0).nullable(),
  margin: z.number().nullable(),
  probability: z.number().min(0).max(1).nullable(),
});

/**
 * How the images that a backdoor is for were answered: the one training image;
 * or those test images that are not of the target class, with the pattern on them:
 * of the first slice of the test images (1000; CIFAR-100 100), and in evaluated rounds of all.
 */
export interface BackdoorRecord {
  /** The class that the adversary wants. */
  readonly target: number;
  /** Whether more than half of the images were answered with the target. */
  readonly hit: boolean;
  readonly hits: number;
  readonly of: number;
  /** The answer that was given most often; of several the lowest class. */
  readonly answer: number | null;
  /** Mean over images of the target's logit minus the highest other one, and of the target's probability. */
  readonly margin: number | null;
  readonly probability: number | null;
}

function describe(
  { of, hits, answers, marginSum, probabilitySum }: AttackSuccess,
  target: number,
): BackdoorRecord {
  const mostFrequent = answers.reduce((best, count, answer) => (count > answers[best] ? answer : best), 0);
  return {
    target,
    hit: 2 * hits > of,
    hits,
    of,
    answer: answers[mostFrequent] > 0 ? mostFrequent : null,
    margin: finiteOrNull(marginSum / of),
    probability: finiteOrNull(probabilitySum / of),
  };
}

function finiteOrNull(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}
