import type { Attack } from '../attack.js';
import type { SampleSetting } from '../setting.js';
import { BACKDOOR_PARAMETERS, forgeBackdoor } from './forge.js';

/** The model is to answer one training image with another class, and everything else rightly. */
export const backdoorSample: Attack<SampleSetting> = Object.freeze<Attack<SampleSetting>>({
  name: 'backdoor-sample',
  summary: 'one training image is to be answered with another class',
  paper: 'Baruch, Baruch, Goldberg, A Little Is Enough, NeurIPS 2019',
  parameters: ['image', ...BACKDOOR_PARAMETERS],
  forge: forgeBackdoor,
});
