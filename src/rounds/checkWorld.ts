import type { Catalogue } from '../catalogue/catalogue.js';
import { type DataSet, firstExamples } from '../data/dataSet.js';
import type { DataSetEntry } from '../data/dataSetEntry.js';
import { DataError } from '../errors/dataError.js';
import { findEntries, type ScenarioEntries } from '../scenario/findEntries.js';
import type { Scenario } from '../scenario/scenario.js';
import { takePicture } from './buildBackdoorPicture.js';
import { dealImages, readInitialParameters } from './world.js';

/** Checks scenarios by what only images and files tell, before a run of them would. */
export interface WorldCheck {
  /** Throws an InputError for what a run refuses when it starts. */
  check(scenario: Scenario): void;
  /** Why images could not be asked, each reason once: data sets that are not on this machine. */
  readonly missing: ReadonlySet<string>;
}

/**
 * A check for the scenarios of a grid, or for one: what they have in common is looked at once.
 * Images are loaded for partitions that hang on them and for measures that need one of some kind.
 */
export function createWorldCheck(catalogue: Catalogue): WorldCheck {
  const missing = new Set<string>();
  const sets = new Map<DataSetEntry, DataSet | null>();
  const done = new Set<string>();
  const once = (key: readonly unknown[], look: () => void) => {
    const text = JSON.stringify(key);
    if (done.has(text)) return;
    look();
    done.add(text); // what threw is looked at again, and throws again
  };
  const load = (entry: DataSetEntry) => {
    if (!sets.has(entry)) sets.set(entry, loadOrTell(entry, missing));
    return sets.get(entry)!;
  };
  return {
    missing,
    check: (scenario) => {
      const entries = findEntries(catalogue, scenario);
      const { task, model, seed, data, workers, training } = scenario;
      once([task, model, data.set, training.initial], () => readInitialParameters(scenario, entries));
      if (!needsImages(entries)) return;
      const whole = load(entries.dataSet);
      if (whole === null) return;
      const set = firstExamples(whole, data);
      const { count, corrupted, placement, batch } = workers;
      once([task, seed, data, count, corrupted, placement, batch], () => dealImages(scenario, entries, set));
      takePicture(entries, set);
    },
  };
}

function needsImages({ partition, measures }: ScenarioEntries): boolean {
  return partition.entry.sizes === undefined || measures.some(({ measure }) => measure.picture !== undefined);
}

function loadOrTell(entry: DataSetEntry, missing: Set<string>): DataSet | null {
  try {
    return entry.load();
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    missing.add(error.message);
    return null;
  }
}
