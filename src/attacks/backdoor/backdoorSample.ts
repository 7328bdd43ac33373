import { gatherBatch } from '../../data/batch.js';
import { option } from '../../entries/option.js';
import { InputError } from '../../errors/inputError.js';
import type { MeasuredSet } from '../../measures/measure.js';
import { defineAttack } from '../attack.js';
import { idleWithoutDeviation } from '../idleWithoutDeviation.js';
import { limitZ, resolveZ } from '../resolveZ.js';
import { attackSuccess, type Trial } from './attackSuccess.js';
import { forgeBackdoor } from './forge.js';
import { PAPER, type VariantName, variants, zOption } from './options.js';
import type { SampleSetting } from './setting.js';

const options = {
  image: option.whole({ least: 0, most: 999_999, default: 0, about: 'the index of the training image' }),
  target: option.wholeOr('next', {
    least: 0,
    most: 999,
    default: 'next',
    about: 'the class that is wanted as the answer; next: the one after the image’s own',
  }),
  z: zOption,
};

/** Tried on the one image, in every round. */
const trial: Trial<SampleSetting> = {
  target: ({ train, classes }: MeasuredSet, setting) =>
    targetClass(setting, train.labels[setting.image], classes),
  slices: () => [{ from: 0, count: 1 }],
  images: (set, _slice, { image }) => gatherBatch(set, set.train, [image]),
  example: (set, setting) => {
    const { image } = setting;
    const example = gatherBatch(set, set.train, [image]);
    const target = targetClass(setting, example.labels[0], set.classes);
    if (example.labels[0] !== target) return example;
    const problem = `training image ${image} is of this class: a right answer is no backdoor`;
    throw new InputError({ field: 'attack.target', found: String(target), problem });
  },
};

/** The model is to answer one training image with another class, and everything else rightly. */
export const backdoorSample = defineAttack<
  'backdoor-sample',
  'own',
  typeof options,
  SampleSetting,
  VariantName
>({
  name: 'backdoor-sample',
  summary: 'one training image is to be answered with another class',
  paper: PAPER,
  variants,
  example: 'mnist-backdoor-sample-vs-krum',
  sees: 'own',
  needsImages: true,
  shown: ['z'],
  options,
  names: ({ image }) => image,
  limits: limitZ,
  complete: ({ image, target, z }, { workers, model, images }, refuse) => {
    if (typeof target === 'number' && target >= model.classes) {
      refuse('target', { found: String(target), allowed: `0 to ${model.classes - 1} (the classes)` });
    }
    if (image >= images)
      refuse('image', { found: String(image), allowed: `0 to ${images - 1} (data.train)` });
    return { z: resolveZ(z, workers, refuse) };
  },
  idle: idleWithoutDeviation,
  decide: (view, setting) => {
    const { images, labels } = view.data.named!;
    const target = targetClass(setting, labels[0], view.data.classes);
    return { report: forgeBackdoor(view, setting, { images, labels: Int32Array.of(target) }) };
  },
  measures: [attackSuccess(trial)],
  gradients: ({ epochs }) => epochs,
});

function targetClass({ target }: SampleSetting, label: number, classes: number): number {
  return target === 'next' ? (label + 1) % classes : target;
}
