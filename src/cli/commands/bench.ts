import { Command } from 'commander';
import { benchEntriesCommands } from './benchEntries.js';
import { benchRoundsCommand } from './benchRounds.js';
import { benchScalingCommand } from './benchScaling.js';

/** `krumble bench` */
export function benchCommand(): Command {
  const command = new Command('bench').description('measure speed on this machine');
  for (const one of [benchRoundsCommand(), ...benchEntriesCommands(), benchScalingCommand()]) {
    command.addCommand(one);
  }
  return command;
}
