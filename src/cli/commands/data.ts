import { Command } from 'commander';
import { dataCheckCommand } from './data/check.js';
import { dataGetCommand } from './data/get.js';
import { dataListCommand } from './data/list.js';
import { dataShowCommand } from './data/show.js';

/** `krumble data list|get|check|show` */
export function dataCommand(): Command {
  return new Command('data')
    .description('data sets')
    .addCommand(dataListCommand())
    .addCommand(dataGetCommand())
    .addCommand(dataCheckCommand())
    .addCommand(dataShowCommand());
}
