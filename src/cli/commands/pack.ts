import { statSync } from 'node:fs';
import path from 'node:path';
import { Command } from 'commander';
import { InputError } from '../../errors/inputError.js';
import { printable, show } from '../../errors/show.js';
import { disk } from '../../files/disk.js';
import { followLink } from '../../runs/followLink.js';
import { packRun } from '../../runs/packRun.js';
import { NEXT, tellNext } from '../nextCommand.js';
import { mustBeWritable } from '../outputFile.js';

interface PackOptions {
  readonly out?: string;
  readonly sign?: string;
}

const HELP = `
A signature is by Ed25519 and vouches for every byte of the run. Keys are made once:
  openssl genpkey -algorithm ed25519 -out key.pem
  openssl pkey -in key.pem -pubout -out public.pem        the one to give away

Examples:
  krumble pack runs/mnist-little-vs-krum
  krumble pack runs/mnist-little-vs-krum --sign key.pem --out evidence.tar
  krumble verify evidence.tar --signed-by public.pem`;

/** `krumble pack RUN` */
export function packCommand(): Command {
  return new Command('pack')
    .description('make one archive of a run that has ended, the same bytes each time, for others to verify')
    .argument('<run>', 'a run folder')
    .option('--out <file>', 'the archive (default: the name of the run folder and .tar)')
    .option('--sign <key>', 'sign it with a private Ed25519 key, a PEM file')
    .addHelpText('after', HELP)
    .action(pack);
}

async function pack(given: string, { out, sign }: PackOptions): Promise<void> {
  const folder = followLink(given);
  const archive = out ?? `${path.basename(path.resolve(folder))}.tar`;
  if (statSync(archive, { throwIfNoEntry: false }) !== undefined) {
    throw new InputError({
      place: { file: '--out' },
      found: show(archive),
      problem: 'this is there already',
      allowed: 'a new file',
    });
  }
  mustBeWritable('--out', archive);
  const { files, bytes } = await packRun(folder, archive, { disk, keyFile: sign ?? null });
  const signed = sign === undefined ? 'not signed' : 'signed';
  process.stdout.write(`packed     ${files} files, ${(bytes / 1e6).toFixed(1)} MB, ${signed}\n`);
  process.stdout.write(`archive    ${printable(archive)}\n`);
  tellNext(NEXT.pack(archive));
}
