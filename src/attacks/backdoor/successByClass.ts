import { z } from '../../entries/schema.js';
import { defineMeasure, type Measure } from '../../measures/measure.js';
import { attackSuccess, type Trial } from './attackSuccess.js';
import { type AttackSuccess, measureAttackSuccess } from './tried.js';

/** Of all images, and of those of each class, how many they are and how many are answered as wanted. */
interface Part {
  readonly all: AttackSuccess;
  readonly of: readonly number[];
  readonly hits: readonly number[];
}

/**
 * How a backdoor succeeds, in all and by the class that its images are of: the record's `backdoor`,
 * and `backdoorByClass`, percent of each class; null for a class of which no image was tried.
 */
export function successByClass<Setting>(trial: Trial<Setting>): Measure<string, Setting, Part> {
  const whole = attackSuccess(trial);
  return defineMeasure<string, Setting, Part>({
    ...whole,
    summary: 'of the images that a backdoor is tried on, how many are answered with its target, by class',
    measure: ({ set, logits }, slice, setting) => {
      const { images, labels } = trial.images(set, slice, setting);
      const target = trial.target(set, setting);
      const values = labels.length === 0 ? new Float32Array() : logits(images);
      const [of, hits] = [new Array<number>(set.classes).fill(0), new Array<number>(set.classes).fill(0)];
      for (const [image, label] of labels.entries()) {
        const row = values.subarray(image * set.classes, (image + 1) * set.classes);
        of[label]++;
        if (row.indexOf(row.reduce((most, logit) => Math.max(most, logit), -Infinity)) === target)
          hits[label]++;
      }
      return { all: measureAttackSuccess(values, new Int32Array(labels.length).fill(target)), of, hits };
    },
    conclude: (parts, set, setting) => ({
      ...whole.conclude(
        parts.map(({ all }) => all),
        set,
        setting,
      ),
      backdoorByClass: Array.from({ length: set.classes }, (_, label) => {
        const of = parts.reduce((sum, part) => sum + part.of[label], 0);
        const hits = parts.reduce((sum, part) => sum + part.hits[label], 0);
        return of === 0 ? null : (100 * hits) / of;
      }),
    }),
    fields: { ...whole.fields, backdoorByClass: z.array(z.number().min(0).max(100).nullable()) },
    compared: [...whole.compared!, { field: 'backdoorByClass', within: 'bits' }],
  });
}
