import type { Catalogue } from '../catalogue/catalogue.js';
import type { DataSetEntry } from '../data/dataSetEntry.js';
import type { Refuse } from '../entries/parseOptions.js';
import { show } from '../errors/show.js';
import type { Task } from '../tasks/task.js';
import { expandEntry } from './expandEntry.js';
import type { ScenarioEntries } from './findEntries.js';
import type { Scenario } from './scenario.js';
import type { FormedScenario } from './schema.js';
import { withoutAbsent } from './withoutAbsent.js';

/**
 * What a scenario says of its data, with defaults filled in.
 * Refuses more examples than the set has, and crops of what are no images.
 */
export function expandData(
  catalogue: Catalogue,
  { data: given }: FormedScenario,
  { task, dataSet }: { readonly task: Task; readonly dataSet: DataSetEntry },
  refuse: Refuse,
): Scenario['data'] {
  const { set, deal = 'all', partition, ...rest } = withoutAbsent(given);
  const augmentation = dataSet.holds === 'tensors' ? ('none' as const) : task.augmentation;
  const data = {
    ...(set !== undefined && { set: dataSet.name }),
    ...{ order: 'shuffled' as const, augmentation, train: dataSet.train, test: dataSet.test },
    ...rest,
  };
  for (const part of ['train', 'test'] as const) {
    if (data[part] > dataSet[part]) {
      refuse(`data.${part}`, {
        found: show(data[part]),
        allowed: `1 to ${dataSet[part]} (the images of ${dataSet.name})`,
      });
    }
  }
  if (data.augmentation !== 'none' && dataSet.holds === 'tensors') {
    const problem = `the inputs of ${dataSet.name} are no images`;
    refuse('data.augmentation', { found: show(data.augmentation), problem, allowed: 'none' });
  }
  const named = partition ?? catalogue.partitions[0].name;
  const { setting } = expandEntry(catalogue, 'partitions', named, refuse, { field: 'data.partition' });
  return { ...data, ...(deal === 'honest' && { deal }), partition: setting };
}

/** Refuses measures that show an image where the set has none, and those of another kind of model. */
export function checkMeasures({ dataSet, measures, model }: ScenarioEntries, refuse: Refuse): void {
  // The first is always taken, and stands nowhere.
  for (const [place, { measure }] of measures.slice(1).entries()) {
    const field = `evaluation.measures.${place}`;
    if (measure.needs !== undefined && measure.needs !== (model.loss ?? 'classes')) {
      const problem = `needs a model of ${measure.needs}, and ${model.name} has ${model.loss ?? 'classes'}`;
      refuse(field, { found: measure.name, problem });
    }
    if (dataSet.holds !== 'tensors' || measure.picture === undefined) continue;
    const problem = `needs images, and the inputs of ${dataSet.name} are none`;
    refuse(field, { found: measure.name, problem });
  }
}
