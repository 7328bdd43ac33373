import { Command } from 'commander';
import { findDamaged, listAddedSets } from '../../../data/addedSets.js';
import { dataSets } from '../../../data/sets.js';
import { printable } from '../../../errors/show.js';

/** `krumble data list` */
export function dataListCommand(): Command {
  return new Command('list')
    .description('list data sets, and where they are')
    .addHelpText('after', '\nExample: krumble data list')
    .action(list);
}

function list(): void {
  for (const { name, summary, train, test, where } of [...dataSets, ...listAddedSets()]) {
    process.stdout.write(`${name}: ${summary}\n`);
    process.stdout.write(`  ${train} training and ${test} test images\n`);
    const place = where();
    process.stdout.write(`  ${place === null ? `not here: krumble data get ${name}` : printable(place)}\n`);
  }
  for (const file of findDamaged()) process.stdout.write(`damaged: ${printable(file)}\n`);
}
