import { Command } from 'commander';
import { benchRoundsCommand } from './benchRounds.js';
import { benchScalingCommand } from './benchScaling.js';

/** `krumble bench` */
export function benchCommand(): Command {
  return new Command('bench')
    .description('measure speed on this machine')
    .addCommand(benchRoundsCommand())
    .addCommand(benchScalingCommand());
}
