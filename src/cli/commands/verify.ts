import { Command } from 'commander';
import { printable } from '../../errors/show.js';
import { followLink } from '../../runs/followLink.js';
import { isLocked } from '../../runs/lock.js';
import { verifyRun } from '../../runs/verify.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';

/** `krumble verify RUN` */
export function verifyCommand(): Command {
  return takesModules(new Command('verify'))
    .description(
      'check that a run folder is as krumble left it, without playing a round; exit code 4 where it is not',
    )
    .argument('<run>', 'a run folder')
    .addHelpText('after', '\nExample: krumble verify runs/mnist-little-vs-krum')
    .action(verify);
}

async function verify(given: string, options: ModuleOptions): Promise<void> {
  const folder = followLink(given);
  const catalogue = await openCatalogue(options);
  const { recording, result, strangers } = verifyRun(folder, undefined, catalogue);
  const { sealed, tornBytes, manifest, checkpoints } = recording;
  const wanted = manifest.scenario.training.rounds;
  const torn = tornBytes > 0 ? ` and ${tornBytes} bytes of another` : '';
  const state = sealed
    ? result.complete
      ? result.overflow
        ? `of ${wanted}, then the model overflowed`
        : 'complete'
      : `interrupted, of ${wanted}; krumble resume goes on`
    : isLocked(folder)
      ? `of ${wanted} so far${torn}; it is being written`
      : `of ${wanted}${torn}, then it was cut off; krumble resume goes on`;
  const lines = [
    `good       ${result.rounds} rounds, ${state}`,
    `checked    ${sealed ? 'every byte of every file' : 'manifest, journal, checkpoints'}; ${checkpoints.length} checkpoints`,
    `digest     ${result.digest ?? '-'}`,
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
  for (const name of strangers)
    process.stderr.write(`${printable(name)}: no part of the run, not looked at\n`);
}
