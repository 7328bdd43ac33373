import type { DataSet } from '../../data/dataSet.js';
import { InputError } from '../../errors/inputError.js';
import type { BackdoorSetting } from '../setting.js';
import { targetOf, trialBatch } from './images.js';

/** What a backdoor looks like to a person. */
export interface BackdoorPicture {
  /** [height, width, channels] */
  readonly shape: readonly [number, number, number];
  /** Bytes, row-major; what a pattern sets beyond black or white is black or white. */
  readonly pixels: Uint8Array;
  /** The class that the image is of. */
  readonly label: number;
  readonly target: number;
}

/**
 * The image that a backdoor is for, or for a pattern the first test image that it is tried on, as it is seen.
 * Throws an InputError where there is no test image to try a pattern on, or the image is of the target class.
 */
export function backdoorPicture(setting: BackdoorSetting, set: DataSet): BackdoorPicture {
  const target = targetOf(setting, set);
  const isSample = setting.name === 'backdoor-sample';
  const index = isSample ? setting.image : set.test.labels.findIndex((label) => label !== target);
  if (index < 0) {
    throw new InputError({
      field: 'attack.target',
      found: String(target),
      problem: `all ${set.test.count} test images that are used are of this class: there is nothing to try a backdoor on`,
    });
  }
  const { labels } = isSample ? set.train : set.test;
  if (labels[index] === target) {
    throw new InputError({
      field: 'attack.target',
      found: String(target),
      problem: `training image ${index} is of this class: a right answer is no backdoor`,
    });
  }
  const { images } = trialBatch(setting, set, { from: index, count: 1 });
  const { means, deviations } = set.normalisation;
  const channels = means.length;
  const pixels = Uint8ClampedArray.from(
    images,
    (value, k) => 255 * (value * deviations[k % channels] + means[k % channels]),
  );
  return { shape: set.imageShape, pixels: new Uint8Array(pixels), label: labels[index], target };
}
