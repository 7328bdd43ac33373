import path from 'node:path';
import { Command } from 'commander';
import { findDamaged, listAddedSets } from '../../../data/addedSets.js';
import { dataSets } from '../../../data/sets.js';
import { DataError } from '../../../errors/dataError.js';
import { parseChoice } from '../../arguments.js';

/** `krumble data check` */
export function dataCheckCommand(): Command {
  return new Command('check')
    .description('read data sets and verify them by hash')
    .argument(
      '[name]',
      `one of ${dataSets.map(({ name }) => name).join(', ')}, or your own (default: all that are here)`,
    )
    .addHelpText('after', '\nExample: krumble data check mnist')
    .action(check);
}

/** A set that was never fetched is no damage, unless it is asked for by name. */
function check(name?: string): void {
  const sets = [...dataSets, ...listAddedSets()];
  const names = sets.map((set) => set.name);
  const asked = name === undefined ? null : parseChoice('data check', name, names);
  const chosen = sets.filter((set) => asked === null || set.name === asked);
  const damaged = name === undefined ? findDamaged().map(describeDamaged) : [];
  for (const { name: one, where, load } of chosen) {
    if (name === undefined && where() === null) {
      process.stdout.write(`${one}: not here: krumble data get ${one}\n`);
      continue;
    }
    try {
      const { train, test, hashes } = load();
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

function describeDamaged(file: string): string {
  const name = path.basename(file, path.extname(file));
  return `${file}: its header is not that of a set: damaged. krumble data remove ${name}, and add it again.`;
}
