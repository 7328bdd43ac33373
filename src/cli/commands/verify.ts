import { Command } from 'commander';
import { InputError } from '../../errors/inputError.js';
import { printable } from '../../errors/show.js';
import { followLink } from '../../runs/followLink.js';
import { isLocked } from '../../runs/lock.js';
import { type Verified, verifyRun } from '../../runs/verify.js';
import { isPacked } from '../../runs/unpackRun.js';
import { verifyArchive } from '../../runs/verifyArchive.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';
import { NEXT, tellNext } from '../nextCommand.js';

interface VerifyOptions extends ModuleOptions {
  readonly signedBy?: string;
}

/** `krumble verify RUN` */
export function verifyCommand(): Command {
  return takesModules(new Command('verify'))
    .description(
      'check that a run is as krumble left it, without playing a round; exit code 4 where it is not',
    )
    .argument('<run>', 'a run folder, or an archive that krumble pack has made')
    .option('--signed-by <key>', 'the public Ed25519 key, a PEM file, by which an archive has to be signed')
    .addHelpText(
      'after',
      '\nExamples:\n  krumble verify runs/mnist-little-vs-krum\n  krumble verify evidence.tar --signed-by public.pem',
    )
    .action(verify);
}

async function verify(given: string, options: VerifyOptions): Promise<void> {
  const folder = followLink(given);
  const catalogue = await openCatalogue(options);
  const signerFile = options.signedBy ?? null;
  if (isPacked(folder)) {
    const verified = verifyArchive(folder, { catalogue, signerFile });
    tell(verified, false);
    const { signedBy } = verified;
    const who = signerFile === null ? '; whose it is, --signed-by KEY checks' : ', as expected';
    process.stdout.write(`signed     ${signedBy === null ? 'by nobody' : `by ${signedBy}${who}`}\n`);
    return;
  }
  if (signerFile !== null) {
    throw new InputError({
      place: { file: '--signed-by' },
      problem: 'goes with an archive, and this is a folder',
    });
  }
  tell(verifyRun(folder, undefined, catalogue), isLocked(folder));
  tellNext(NEXT.verify(folder), options);
}

/** Says what was found. */
function tell({ recording, result, strangers }: Verified, isWritten: boolean): void {
  const { sealed, tornBytes, manifest, checkpoints } = recording;
  const wanted = manifest.scenario.training.rounds;
  const torn = tornBytes > 0 ? ` and ${tornBytes} bytes of another` : '';
  const state = sealed
    ? result.complete
      ? result.overflow
        ? `of ${wanted}, then the model overflowed`
        : 'complete'
      : `interrupted, of ${wanted}; krumble resume goes on`
    : isWritten
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
