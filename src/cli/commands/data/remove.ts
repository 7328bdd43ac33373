import { Command } from 'commander';
import { cacheFolder } from '../../../data/cacheFolder.js';
import { removeDataSet } from '../../../data/removeDataSet.js';
import { printable } from '../../../errors/show.js';
import { disk } from '../../../files/disk.js';

/** `krumble data remove` */
export function dataRemoveCommand(): Command {
  return new Command('remove')
    .description('remove a data set that was added from the cache folder')
    .argument('<name>', 'a set that krumble data add made')
    .addHelpText('after', '\nExample: krumble data remove leaves')
    .action(async (name: string) => {
      const file = await removeDataSet(name, { folder: cacheFolder(), disk });
      process.stdout.write(`${name}: removed\n  ${printable(file)}\n`);
    });
}
