import { Command } from 'commander';
import { dataSets } from '../../data/sets.js';
import { DataError } from '../../errors/dataError.js';
import { oneOf } from '../arguments.js';

/** `krumble data check` */
export function dataCommand(): Command {
  return new Command('data').description('data sets').addCommand(
    new Command('check')
      .description('read data sets and verify them by hash')
      .argument('[name]', `one of ${Object.keys(dataSets).join(', ')} (default: all)`)
      .addHelpText('after', '\nExample: krumble data check mnist')
      .action(check),
  );
}

function check(name?: string): void {
  const names = Object.keys(dataSets) as (keyof typeof dataSets)[];
  const chosen = name === undefined ? names : [oneOf('data check', name, names)];
  const damaged: string[] = [];
  for (const one of chosen) {
    try {
      const { train, test, hashes } = dataSets[one].load();
      process.stdout.write(`${one}: good\n`);
      process.stdout.write(`  train ${String(train.count).padStart(6)} images  SHA-256 ${hashes.train}\n`);
      process.stdout.write(`  test  ${String(test.count).padStart(6)} images  SHA-256 ${hashes.test}\n`);
    } catch (error) {
      if (!(error instanceof DataError)) throw error;
      damaged.push(error.message);
    }
  }
  if (damaged.length > 0) throw new DataError(damaged.join('\n'));
}
