import { Command } from 'commander';
import { dataAddCommand } from './data/add.js';
import { dataCheckCommand } from './data/check.js';
import { dataGetCommand } from './data/get.js';
import { dataListCommand } from './data/list.js';
import { dataRemoveCommand } from './data/remove.js';
import { dataShowCommand } from './data/show.js';

/** `krumble data list|get|add|check|show|remove` */
export function dataCommand(): Command {
  return new Command('data')
    .description('data sets')
    .addCommand(dataListCommand())
    .addCommand(dataGetCommand())
    .addCommand(dataAddCommand())
    .addCommand(dataCheckCommand())
    .addCommand(dataShowCommand())
    .addCommand(dataRemoveCommand());
}
