import type { DataSet } from '../data/dataSet.js';
import { developPicture, type Picture } from '../measures/picture.js';
import type { ScenarioEntries } from '../scenario/findEntries.js';

/**
 * The image that one of a scenario's measures is about, to look at; null without one.
 * Throws as the measure does.
 */
export function takePicture({ measures }: Pick<ScenarioEntries, 'measures'>, set: DataSet): Picture | null {
  const pictured = measures.find(({ measure }) => measure.picture !== undefined);
  return pictured ? developPicture(set, pictured.measure.picture!(set, pictured.setting)) : null;
}
