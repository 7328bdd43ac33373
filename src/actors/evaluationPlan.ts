import type { Slice } from '../data/dataSet.js';
import { hasBatchNorm } from '../models/layout.js';
import type { ScenarioEntries, TakenMeasure } from '../scenario/findEntries.js';
import { isEvaluated, type Scenario } from '../scenario/scenario.js';
import type { Message } from './messages.js';
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

/**
 * The messages that have the outcome of a round measured.
 * Empty where there is nothing to measure.
 * A model with batch normalisation is calibrated first, and `measureMessages` are sent then.
 */
export function planEvaluation(world: World, round: number): Message[] {
  const wanted = measureMessages(world, round, null);
  if (wanted.length === 0 || !hasBatchNorm(world.entries.model)) return wanted;
  return [{ to: 'evaluator/0', kind: 'calibrate', part: { index: 0, of: 1 }, body: {} }];
}

/**
 * What every evaluator is asked, with the statistics
 * that batch normalisation is to go by; null: there is none.
 */
export function measureMessages(
  { scenario, entries }: World,
  round: number,
  statistics: Float32Array | null,
): Message[] {
  const planned = planMeasures(scenario, entries, round).flatMap(({ place, slices }) =>
    slices.map((slice, evaluator) => ({ measure: place, slice, evaluator })),
  );
  return planned.map(({ evaluator, ...asked }, index) => {
    const part = { index, of: planned.length };
    const body = { ...asked, part, statistics: statistics && statistics.slice() };
    return { to: `evaluator/${evaluator}`, kind: 'measure', part: { index: 0, of: 1 }, body };
  });
}

/** The slices that the test images are evaluated in; they depend on the task and on their number alone. */
export function listSlices({ data }: Scenario, { task }: Pick<ScenarioEntries, 'task'>): Slice[] {
  const { slice } = task;
  return Array.from({ length: Math.ceil(data.test / slice) }, (_, k) => ({
    from: k * slice,
    count: Math.min(slice, data.test - k * slice),
  }));
}
