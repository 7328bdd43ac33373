import { gatherBatch } from '../../data/batch.js';
import { type DataSet, measureImage } from '../../data/dataSet.js';
import { InputError } from '../../errors/inputError.js';
import type { Measure } from '../../measures/measure.js';
import type { LabelledImages } from '../attack.js';
import type { Trial } from '../backdoor/attackSuccess.js';
import { successByClass } from '../backdoor/successByClass.js';
import type { PaintSetting } from './options.js';
import { type Rectangle, stampRectangles } from './stamp.js';

/** Where a trigger is in an image of a shape. */
export type Placing<Setting> = (
  setting: Setting,
  imageShape: readonly [number, number, number],
) => readonly Rectangle[];

/**
 * How a trigger succeeds, with all of it on test images that are not of the target class, or of the source
 * class alone: a first slice of the test images in every round, all in evaluated ones.
 */
export function triggerSuccess<Setting extends PaintSetting>(
  place: Placing<Setting>,
): Measure<string, Setting> {
  const trial: Trial<Setting> = {
    target: (_set, { target }) => target,
    slices: (all, isEvaluated) => (isEvaluated ? all : all.slice(0, 1)),
    images: (set, { from, count }, setting) => {
      const tried: number[] = [];
      for (let index = from; index < from + count; index++) {
        if (isTried(set.test.labels[index], setting)) tried.push(index);
      }
      return stamped(set, tried, setting, place);
    },
    example: (set, setting) => {
      const index = set.test.labels.findIndex((label) => isTried(label, setting));
      if (index >= 0) return stamped(set, [index], setting, place);
      const { target, source } = setting;
      const field = source === undefined ? 'target' : 'source';
      const which = source === undefined ? 'other than of this class' : 'of this class';
      const problem = `no test image that is used is ${which}: there is nothing to try a backdoor on`;
      throw new InputError({ field: `attack.${field}`, found: String(source ?? target), problem });
    },
  };
  return successByClass(trial);
}

function isTried(label: number, { target, source }: PaintSetting): boolean {
  return source === undefined ? label !== target : label === source;
}

function stamped<Setting extends PaintSetting>(
  set: DataSet,
  indices: readonly number[],
  setting: Setting,
  place: Placing<Setting>,
): LabelledImages {
  const batch = gatherBatch(set, set.test, indices);
  const rectangles = place(setting, measureImage(set));
  for (const at of indices.keys()) stampRectangles(batch.images, at, set, rectangles, setting);
  return batch;
}
