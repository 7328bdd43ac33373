import type { DataSet } from '../../data/dataSet.js';
import { invariant } from '../../errors/invariantError.js';
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

/** The image that a backdoor is for, or for a pattern the first test image that it is tried on, as it is seen. */
export function backdoorPicture(setting: BackdoorSetting, set: DataSet): BackdoorPicture {
  const target = targetOf(setting, set);
  const isSample = setting.name === 'backdoor-sample';
  const index = isSample ? setting.image : set.test.labels.findIndex((label) => label !== target);
  invariant(index >= 0, 'every test image is of the class that the backdoor wants');
  const { images } = trialBatch(setting, set, { from: index, count: 1 });
  const { means, deviations } = set.normalisation;
  const channels = means.length;
  const pixels = Uint8ClampedArray.from(
    images,
    (value, k) => 255 * (value * deviations[k % channels] + means[k % channels]),
  );
  const { labels } = isSample ? set.train : set.test;
  return { shape: set.imageShape, pixels: new Uint8Array(pixels), label: labels[index], target };
}
