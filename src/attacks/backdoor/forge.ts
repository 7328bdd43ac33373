import type { LabelledImages, OwnView } from '../attack.js';
import { forgeAdaptively } from './adaptive.js';
import { forgeAsAuthors } from './authors.js';
import { boxAround } from './box.js';
import type { PatternSetting, SampleSetting } from './setting.js';

/**
 * What every corrupted worker reports for a backdoor on images:
 * inside mu +- z sigma, by the setting's variant.
 */
export function forgeBackdoor(
  view: OwnView,
  setting: SampleSetting | PatternSetting,
  batch: LabelledImages,
): Float32Array {
  const box = boxAround(view.own, setting.z);
  return setting.variant === 'authors'
    ? forgeAsAuthors(box, setting, batch, view)
    : forgeAdaptively(box, setting, batch, view);
}
