import type { Attack } from '../attack.js';
import type { PatternSetting } from '../setting.js';
import { BACKDOOR_PARAMETERS, forgeBackdoor } from './forge.js';

/** The model is to answer every image with a square in its corner with one class, and everything else rightly. */
export const backdoorPattern: Attack<PatternSetting> = Object.freeze<Attack<PatternSetting>>({
  name: 'backdoor-pattern',
  summary: 'every image with a square in its corner is to be answered with one class',
  paper: 'Baruch, Baruch, Goldberg, A Little Is Enough, NeurIPS 2019',
  parameters: ['size', 'value', 'images', ...BACKDOOR_PARAMETERS],
  forge: forgeBackdoor,
});
