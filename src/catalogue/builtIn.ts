import { rules } from '../aggregation/rules.js';
import { attacks } from '../attacks/attacks.js';
import { dataSets } from '../data/sets.js';
import { localUpdates } from '../localUpdates/localUpdates.js';
import { measures } from '../measures/measures.js';
import { layerEntries } from '../models/layerEntries/layerEntries.js';
import { models } from '../models/models.js';
import { partitions } from '../partitions/partitions.js';
import { schedules } from '../schedules/schedules.js';
import { tasks } from '../tasks/tasks.js';
import { transforms } from '../transforms/transforms.js';
import type { Catalogue } from './catalogue.js';

/** What comes with krumble. */
export const builtIn: Catalogue = Object.freeze({
  rules,
  transforms,
  attacks,
  partitions,
  schedules,
  localUpdates,
  models,
  layers: layerEntries,
  dataSets,
  tasks,
  measures,
  modules: Object.freeze([]),
} as unknown as Catalogue);
