import type { RandomStream } from '../../random/stream.js';
import type { LabelledImages, PoisonView } from '../attack.js';
import type { PaintSetting } from './options.js';
import { type Rectangle, stampRectangles } from './stamp.js';

/**
 * A batch of b images with a trigger on floor(ratio b) of them, drawn without replacement by the seed,
 * and the target as their label. With `source`, of the images of that class at most as many.
 */
export function poisonShare(
  { images, labels }: LabelledImages,
  setting: PaintSetting,
  view: PoisonView,
  rectangles: readonly Rectangle[],
): LabelledImages {
  const { ratio, target, source } = setting;
  const poisoned = { images: images.slice(), labels: labels.slice() };
  const eligible = [...labels.keys()].filter((at) => source === undefined || labels[at] === source);
  for (const at of drawSome(eligible, Math.floor(ratio * labels.length), view.random)) {
    stampRectangles(poisoned.images, at, view, rectangles, setting);
    poisoned.labels[at] = target;
  }
  return poisoned;
}

/** The first places of a shuffle (Fisher-Yates), as far as they are needed. */
function drawSome(places: readonly number[], count: number, random: RandomStream): number[] {
  const left = [...places];
  const wanted = Math.min(count, left.length);
  for (let at = 0; at < wanted; at++) {
    const other = at + random.below(left.length - at);
    [left[at], left[other]] = [left[other], left[at]];
  }
  return left.slice(0, wanted);
}
