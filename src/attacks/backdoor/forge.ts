import type { Blocks } from '../../kernels/meanAndDeviation.js';
import type { Knowledge } from '../attack.js';
import type { BackdoorSetting } from '../setting.js';
import { forgeAdaptively } from './adaptive.js';
import { forgeAsAuthors } from './authors.js';
import { boxAround } from './box.js';
import { poisonedBatch } from './images.js';

/** What every corrupted worker reports for a backdoor: inside mu +- z sigma, by the setting's variant. */
export function forgeBackdoor(own: Blocks, setting: BackdoorSetting, knowledge: Knowledge): Float32Array {
  const box = boxAround(own, setting.z);
  const batch = poisonedBatch(setting, knowledge);
  return setting.variant === 'authors'
    ? forgeAsAuthors(box, setting, batch, knowledge)
    : forgeAdaptively(box, setting, batch, knowledge);
}

/** What a backdoor can be told in a scenario besides its own settings. */
export const BACKDOOR_PARAMETERS = Object.freeze([
  'z',
  'variant',
  'target',
  'epochs',
  'alpha',
  'learningRate',
  'confidence',
]);
