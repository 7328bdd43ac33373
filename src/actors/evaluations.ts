import { backdoorOf } from '../attacks/setting.js';
import { hasBatchNorm } from '../models/layout.js';
import { layouts } from '../models/layouts.js';
import { isEvaluated, type Scenario } from '../scenario/scenario.js';
import { tasks } from '../scenario/tasks.js';
import type { Message, Slice } from './messages.js';
import type { World } from './world.js';

/**
 * The messages that have the outcome of a round evaluated: all test images in rounds that the scenario says, and a
 * backdoor in every round. Empty where there is nothing to evaluate. A model with batch normalisation is calibrated
 * first, and `evaluationsOf` are sent then.
 */
export function evaluationMessages(world: World, round: number): Message[] {
  const wanted = evaluationsOf(world, round, null);
  if (wanted.length === 0 || !hasBatchNorm(layouts[tasks[world.scenario.task].model])) return wanted;
  return [{ to: 'evaluator/0', kind: 'calibrate', part: { index: 0, of: 1 }, body: {} }];
}

/** What every evaluator is asked, with the statistics that batch normalisation is to go by; null: there is none. */
export function evaluationsOf(
  { scenario }: World,
  round: number,
  statistics: Float32Array | null,
): Message[] {
  const evaluated = isEvaluated(scenario, round) ? slices(scenario) : [];
  const attack = backdoorOf(scenario.attack);
  const attempted = attack === null ? [] : attemptsOf(attack.name, evaluated, scenario);
  return [...messagesOf('evaluate', evaluated, statistics), ...messagesOf('attempt', attempted, statistics)];
}

/** The slices that the test images are evaluated in; they depend on the task and on their number alone. */
export function slices({ task, data }: Scenario): Slice[] {
  const { slice } = tasks[task];
  return Array.from({ length: Math.ceil(data.test / slice) }, (_, k) => ({
    from: k * slice,
    count: Math.min(slice, data.test - k * slice),
  }));
}

/** One image is one slice; patterns are tried on the first slice of the test images, and where all are evaluated on all. */
function attemptsOf(name: string, evaluated: readonly Slice[], scenario: Scenario): Slice[] {
  if (name === 'backdoor-sample') return [{ from: 0, count: 1 }];
  return evaluated.length > 0 ? [...evaluated] : slices(scenario).slice(0, 1);
}

function messagesOf(
  kind: 'evaluate' | 'attempt',
  slices: readonly Slice[],
  statistics: Float32Array | null,
): Message[] {
  return slices.map((slice, index) => {
    const part = { index, of: slices.length };
    const body = { slice, part, statistics: statistics && statistics.slice() };
    return { to: `evaluator/${index}`, kind, part: { index: 0, of: 1 }, body };
  });
}
