import type { Command } from 'commander';
import { parameterCount } from '../models/layout.js';
import { defaultCheckpointEvery } from '../runs/schedule.js';
import { countMomenta } from '../scenario/scenario.js';
import type { Simulated } from '../runs/faultPlan.js';
import { wholeNumber } from './arguments.js';

/** The options of every command that records a new run, as they are typed. */
export interface RecordingOptions {
  readonly out?: string;
  readonly force?: boolean;
  readonly checkpointEvery?: string;
}

/** Gives a command the options of those that record a new run. */
export function addRecordingOptions(command: Command): Command {
  return command
    .option('--out <folder>', 'run folder (default: a new one below runs/)')
    .option('--force', 'replace a run that the folder already holds')
    .option(
      '--checkpoint-every <rounds>',
      'how often the state is kept (default: 10, more where they are large)',
    );
}

/** How many rounds lie between checkpoints, by the option or by default. */
export function chooseCheckpointEvery(given: string | undefined, { scenario, entries }: Simulated): number {
  if (given !== undefined) return wholeNumber('--checkpoint-every', given, 1, 1_000_000);
  return defaultCheckpointEvery(
    scenario.training.rounds,
    parameterCount(entries.model),
    countMomenta(scenario),
  );
}
