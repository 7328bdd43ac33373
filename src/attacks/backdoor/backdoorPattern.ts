import { gatherBatch } from '../../data/batch.js';
import { type DataSet, measureImage } from '../../data/dataSet.js';
import { option } from '../../entries/option.js';
import { InputError } from '../../errors/inputError.js';
import type { RandomStream } from '../../random/stream.js';
import { defineAttack, type LabelledImages } from '../attack.js';
import { idleWithoutDeviation } from '../idleWithoutDeviation.js';
import { limitZ, resolveZ } from '../resolveZ.js';
import { attackSuccess, type Trial } from './attackSuccess.js';
import { forgeBackdoor } from './forge.js';
import { PAPER, type VariantName, variants, zOption } from './options.js';
import { stampPattern } from './pattern.js';
import type { PatternSetting } from './setting.js';

const IMAGES = 200;

const options = {
  size: option.whole({
    least: 1,
    most: 1000,
    default: 5,
    about: 'the side of the square in the corner, in pixels',
  }),
  value: option.real({
    least: -1000,
    most: 1000,
    default: 2.8,
    about: 'what its pixels are set to, after normalisation',
  }),
  target: option.whole({
    least: 0,
    most: 999,
    default: 0,
    about: 'the class that is wanted as the answer',
    allowed: 'a class, from 0 on: one for every image',
  }),
  images: option.optional(
    option.whole({
      least: 1,
      most: 100_000,
      about:
        'images that the adversary trains on in a round; where nobody says, 200, or as many as there are',
    }),
  ),
  z: zOption,
};

/**
 * Tried on the test images that are not of the target class:
 * a first slice in every round, all in evaluated ones.
 */
const trial: Trial<PatternSetting> = {
  target: (_set, { target }) => target,
  slices: (all, isEvaluated) => (isEvaluated ? all : all.slice(0, 1)),
  images: (set, { from, count }, setting) => {
    const others: number[] = [];
    for (let index = from; index < from + count; index++) {
      if (set.test.labels[index] !== setting.target) others.push(index);
    }
    return stamped(set, others, setting);
  },
  example: (set, setting) => {
    const index = set.test.labels.findIndex((label) => label !== setting.target);
    if (index >= 0) return stamped(set, [index], setting);
    const images = `all ${set.test.count} test images that are used are of this class`;
    const problem = `${images}: there is nothing to try a backdoor on`;
    throw new InputError({ field: 'attack.target', found: String(setting.target), problem });
  },
};

/**
 * The model is to answer every image with a square in its corner with one class, and everything else rightly.
 */
export const backdoorPattern = defineAttack<
  'backdoor-pattern',
  'own',
  typeof options,
  PatternSetting,
  VariantName
>({
  name: 'backdoor-pattern',
  summary: 'every image with a square in its corner is to be answered with one class',
  paper: PAPER,
  variants,
  example: 'mnist-backdoor-pattern-vs-trimmed-mean',
  sees: 'own',
  needsImages: true,
  shown: ['z'],
  options,
  limits: limitZ,
  complete: ({ size, target, images, z }, { workers, model, batchMax, held }, refuse) => {
    const { classes, name, inputShape } = model;
    if (target >= classes)
      refuse('target', { found: String(target), allowed: `0 to ${classes - 1} (the classes)` });
    const side = Math.min(inputShape[0], inputShape[1]);
    if (size > side)
      refuse('size', { found: String(size), allowed: `1 to ${side} (pixels of an image's side)` });
    const most = Math.min(held ?? Infinity, batchMax);
    if (images !== undefined && images > most) {
      const whose = most < batchMax ? 'images that the corrupted workers hold' : `of ${name}`;
      refuse('images', { found: String(images), allowed: `1 to ${most} (${whose})` });
    }
    return { images: images ?? Math.min(IMAGES, most), z: resolveZ(z, workers, refuse) };
  },
  idle: idleWithoutDeviation,
  decide: (view, setting) => {
    const { data, random } = view;
    const { images, labels } = data.gather(drawPlaces(data.held, setting.images, random));
    stampPattern(images, measureImage(data), setting);
    return { report: forgeBackdoor(view, setting, { images, labels: labels.fill(setting.target) }) };
  },
  measures: [attackSuccess(trial)],
  gradients: ({ epochs }) => epochs,
});

function stamped(set: DataSet, indices: readonly number[], setting: PatternSetting): LabelledImages {
  const batch = gatherBatch(set, set.test, indices);
  stampPattern(batch.images, measureImage(set), setting);
  return batch;
}

/** The first places of a shuffle (Fisher-Yates), as far as they are needed. */
function drawPlaces(held: number, count: number, random: RandomStream): Uint32Array {
  const places = Uint32Array.from({ length: held }, (_, place) => place);
  const wanted = Math.min(count, held);
  for (let place = 0; place < wanted; place++) {
    const other = place + random.below(held - place);
    [places[place], places[other]] = [places[other], places[place]];
  }
  return places.subarray(0, wanted);
}
