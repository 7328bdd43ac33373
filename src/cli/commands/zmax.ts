import { Command } from 'commander';
import { zMax } from '../../attacks/zMax.js';
import { wholeNumber } from '../arguments.js';

/** `krumble zmax --workers N --corrupted M` */
export function zmaxCommand(): Command {
  return new Command('zmax')
    .description('the largest z by which corrupted workers can report less and still hide in the majority')
    .requiredOption('--workers <n>', 'how many workers there are')
    .requiredOption('--corrupted <m>', 'how many of them are corrupted')
    .addHelpText('after', '\nExample: krumble zmax --workers 50 --corrupted 24')
    .action(print);
}

function print(options: { workers: string; corrupted: string }): void {
  const workers = wholeNumber('--workers', options.workers, 1, 1_000_000);
  const corrupted = wholeNumber('--corrupted', options.corrupted, 0, workers);
  const bound = zMax(workers, corrupted);
  if (bound.z === null) {
    process.stdout.write(`no z_max: ${bound.reason}\n`);
    return;
  }
  process.stdout.write(`${bound.z.toFixed(2)}\n`);
  const honest = workers - corrupted;
  const lines = [
    `z_max = ${bound.z.toFixed(6)}: Phi(z) = ${honest - bound.supporters}/${honest} = ${bound.quantile.toFixed(6)}`,
    `a majority of ${workers} needs ${bound.supporters} of the ${honest} honest workers beside the ${corrupted} corrupted`,
  ];
  if (bound.z <= 0)
    lines.push('z is not above 0: so few corrupted workers cannot move the mean and stay unseen');
  process.stderr.write(`${lines.join('\n')}\n`);
}
