import { Command } from 'commander';
import { dataCheckCommand } from './data/check.js';
import { dataGetCommand } from './data/get.js';
import { dataListCommand } from './data/list.js';

/** `krumble data list|get|check` */
export function dataCommand(): Command {
  return new Command('data')
    .description('data sets')
    .addCommand(dataListCommand())
    .addCommand(dataGetCommand())
    .addCommand(dataCheckCommand());
}
