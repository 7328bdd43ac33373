import { Command } from 'commander';
import { dataSets } from '../../../data/sets.js';

/** `krumble data list` */
export function dataListCommand(): Command {
  return new Command('list')
    .description('list data sets, and where they are')
    .addHelpText('after', '\nExample: krumble data list')
    .action(list);
}

function list(): void {
  for (const { name, summary, train, test, where } of dataSets) {
    process.stdout.write(`${name}: ${summary}\n`);
    process.stdout.write(`  ${train} training and ${test} test images\n`);
    process.stdout.write(`  ${where() ?? `not here: krumble data get ${name}`}\n`);
  }
}
