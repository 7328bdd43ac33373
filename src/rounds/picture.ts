import { type BackdoorPicture, backdoorPicture } from '../attacks/backdoor/picture.js';
import { backdoorOf } from '../attacks/setting.js';
import type { DataSet } from '../data/dataSet.js';
import type { Scenario } from '../scenario/scenario.js';

/** What the backdoor of a scenario is for, to look at; null without one. Throws as `backdoorPicture` does. */
export function pictureOf({ attack }: Scenario, set: DataSet): BackdoorPicture | null {
  const setting = backdoorOf(attack);
  return setting && backdoorPicture(setting, set);
}
