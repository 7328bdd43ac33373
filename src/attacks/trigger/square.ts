import { measureImage } from '../../data/dataSet.js';
import { checkSquare, placeSquare, type SquareSetting } from './options.js';
import { poisonShare } from './poisonShare.js';
import type { LabelledImages, PoisonView, Surroundings } from '../attack.js';
import type { Refuse } from '../../entries/parseOptions.js';
import { triggerSuccess } from './triggerSuccess.js';

/** What every attack has that trains on images with a square in a corner, as BadNets does. */
export const withSquare = Object.freeze({
  sees: 'own',
  needsImages: true,
  complete: (given: Parameters<typeof checkSquare>[0], around: Surroundings, refuse: Refuse) => {
    checkSquare(given, around, refuse);
    return {};
  },
  poison: (batch: LabelledImages, setting: SquareSetting, view: PoisonView) =>
    poisonShare(batch, setting, view, placeSquare(setting, measureImage(view))),
  measures: [triggerSuccess(placeSquare)],
});
