import { gatherBatch } from '../../data/batch.js';
import type { DataSet, Examples } from '../../data/dataSet.js';
import type { RandomStream } from '../../random/stream.js';
import type { BackdoorSetting } from '../setting.js';
import { stampPattern } from './pattern.js';

/** A batch that a backdoor is trained on or tried on; images as values, for a pattern lies beyond what pixels can be. */
export interface Poisoned {
  readonly images: Float64Array;
  readonly labels: Int32Array;
}

/** The class that a backdoor wants as the answer. */
export function targetOf(setting: BackdoorSetting, set: DataSet): number {
  if (setting.name === 'backdoor-pattern' || setting.target !== 'next') return setting.target as number;
  return (set.train.labels[setting.image] + 1) % set.classes;
}

/**
 * What the adversary trains its backdoor on in a round, labelled with the target: the one image; or as many of the
 * images that its workers hold as the setting says, drawn without repetition, with the pattern on them.
 */
export function poisonedBatch(
  setting: BackdoorSetting,
  { set, held, random }: { set: DataSet; held: () => Uint32Array; random: RandomStream },
): Poisoned {
  if (setting.name === 'backdoor-sample') return labelled(setting, set, set.train, [setting.image]);
  return labelled(setting, set, set.train, drawn(held(), setting.images, random));
}

/**
 * What a backdoor is tried on: the one image; or of the test images from `from` on, `count` of them, those that are
 * not of the target class, with the pattern. Labelled with the target.
 */
export function trialBatch(
  setting: BackdoorSetting,
  set: DataSet,
  { from, count }: { from: number; count: number },
): Poisoned {
  if (setting.name === 'backdoor-sample') return labelled(setting, set, set.train, [setting.image]);
  const others: number[] = [];
  for (let index = from; index < from + count; index++) {
    if (set.test.labels[index] !== setting.target) others.push(index);
  }
  return labelled(setting, set, set.test, others);
}

function labelled(
  setting: BackdoorSetting,
  set: DataSet,
  examples: Examples,
  indices: ArrayLike<number>,
): Poisoned {
  const { images, labels } = gatherBatch(set, examples, indices);
  if (setting.name === 'backdoor-pattern') stampPattern(images, set.imageShape, setting);
  return { images, labels: labels.fill(targetOf(setting, set)) };
}

/** The first places of a shuffle (Fisher-Yates), as far as they are needed. */
function drawn(from: Uint32Array, count: number, random: RandomStream): Uint32Array {
  const places = from.slice();
  const wanted = Math.min(count, places.length);
  for (let place = 0; place < wanted; place++) {
    const other = place + random.below(places.length - place);
    [places[place], places[other]] = [places[other], places[place]];
  }
  return places.subarray(0, wanted);
}
