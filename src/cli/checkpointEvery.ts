import { parameterCount } from '../models/layout.js';
import { layouts } from '../models/layouts.js';
import { defaultCheckpointEvery } from '../runs/schedule.js';
import type { Scenario } from '../scenario/scenario.js';
import { tasks } from '../scenario/tasks.js';
import { wholeNumber } from './arguments.js';

/** The option `--checkpoint-every`: its flags and what it means. */
export const CHECKPOINT_EVERY = [
  '--checkpoint-every <rounds>',
  'how often the state is kept (default: 10, more where they are large)',
] as const;

/** How many rounds lie between checkpoints, by the option or by default. */
export function checkpointEveryOf(given: string | undefined, { training, task }: Scenario): number {
  if (given !== undefined) return wholeNumber('--checkpoint-every', given, 1, 1_000_000);
  return defaultCheckpointEvery(training.rounds, parameterCount(layouts[tasks[task].model]));
}
