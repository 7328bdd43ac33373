import type { Slice } from '../data/dataSet.js';
import type { ScenarioEntries, TakenMeasure } from '../scenario/findEntries.js';
import { isEvaluated, type Scenario } from '../scenario/scenario.js';
import type { World } from './world.js';

/** A measure that is taken after a round, and on which slices of the test images. */
export interface PlannedMeasure extends TakenMeasure {
  /** Its place among the scenario's measures. */
  readonly place: number;
  readonly slices: readonly Slice[];
}

/** What is measured after a round, in the order of the scenario's measures. */
export function planMeasures(
  scenario: Scenario,
  entries: Pick<ScenarioEntries, 'task' | 'measures'>,
  round: number,
): PlannedMeasure[] {
  const isDue = isEvaluated(scenario, round);
  const all = listSlices(scenario, entries);
  return entries.measures.flatMap(({ measure, setting }, place) => {
    if (!isDue && measure.when === 'evaluated') return [];
    return [{ measure, setting, place, slices: measure.slices?.(all, isDue, setting) ?? all }];
  });
}

/** A slice of the test images that an evaluator is to measure. */
export interface MeasureStep {
  /** The measure's place among the scenario's. */
  readonly place: number;
  readonly slice: Slice;
  /** The evaluator's number: the slice's among the measure's. */
  readonly evaluator: number;
}

/** What evaluators do after a round, in the order of measures and slices. */
export function listMeasureSteps({ scenario, entries }: World, round: number): MeasureStep[] {
  return planMeasures(scenario, entries, round).flatMap(({ place, slices }) =>
    slices.map((slice, evaluator) => ({ place, slice, evaluator })),
  );
}

/** The slices that the test images are evaluated in; they depend on the task and on their number alone. */
export function listSlices({ data }: Scenario, { task }: Pick<ScenarioEntries, 'task'>): Slice[] {
  const { slice } = task;
  return Array.from({ length: Math.ceil(data.test / slice) }, (_, k) => ({
    from: k * slice,
    count: Math.min(slice, data.test - k * slice),
  }));
}
