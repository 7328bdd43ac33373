import path from 'node:path';
import { Command } from 'commander';
import type { Catalogue } from '../../catalogue/catalogue.js';
import { InputError } from '../../errors/inputError.js';
import { printable, showText } from '../../errors/show.js';
import { type Build, nameBuild, readBuild } from '../../runs/build.js';
import { findBuildDifference } from '../../runs/buildDifference.js';
import { followLink } from '../../runs/followLink.js';
import type { Manifest } from '../../runs/manifest.js';
import { manifestIn, runFolderNames } from '../../runs/recording.js';
import { isBegun } from '../../runs/runKey.js';
import { holdsSweep } from '../../sweeps/sweepFolder.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';
import { circumstances } from '../recordedRun.js';
import { version } from '../version.js';

const LINE_MAX = 10_000;
const RUN = /^[0-9a-f]{16}$/;

/** `krumble why RUN` */
export function whyCommand(): Command {
  return takesModules(new Command('why'))
    .description(
      'what changed in krumble since a run, or the runs of a sweep, were made: why results are made anew',
    )
    .argument('<run>', 'a run folder, or that of a sweep or a reproduction')
    .addHelpText('after', '\nExample: krumble why runs/mnist-z-by-defense')
    .action(why);
}

async function why(given: string, options: ModuleOptions): Promise<void> {
  const folder = followLink(given);
  const catalogue = await openCatalogue(options);
  const manifests = listManifests(folder, catalogue);
  const builds = new Map<string, Manifest[]>();
  for (const manifest of manifests) {
    const name = nameOrigin(manifest);
    builds.set(name, [...(builds.get(name) ?? []), manifest]);
  }
  tell(`this is    krumble ${nameBuild(version())}`);
  for (const [name, made] of builds) {
    const count = made.length === 1 ? '1 run ' : `${made.length} runs`;
    const [{ build }] = made;
    tell(`${count.padEnd(11)}by krumble ${printable(name)}: ${describeChange(build, readBuild())}`);
  }
  if (manifests.length === 1) tellElsewhere(manifests[0]);
}

/** The manifest of a run, or those of all runs below a folder. */
function listManifests(folder: string, catalogue: Catalogue): Manifest[] {
  if (isBegun(folder)) return [manifestIn(folder, catalogue)];
  const runs = runFolderNames(folder)
    .filter((name) => RUN.test(name))
    .map((name) => path.join(folder, name))
    .filter(isBegun);
  if (runs.length > 0 || holdsSweep(folder)) return runs.map((run) => manifestIn(run, catalogue));
  throw new InputError({ place: { file: folder }, problem: 'holds neither a run nor a sweep' });
}

function nameOrigin({ krumble, build }: Manifest): string {
  return build === undefined ? krumble : nameBuild(krumble, build);
}

function describeChange(made: Build | undefined, now: Build): string {
  if (made === undefined) return 'from before builds were told apart';
  if (made.sha256 === now.sha256) return 'all that takes part in a round is as it was';
  const { changed, added, removed } = findBuildDifference(made, now);
  const parts = [
    changed.length > 0 ? `changed: ${changed.join(', ')}` : '',
    added.length > 0 ? `new: ${added.join(', ')}` : '',
    removed.length > 0 ? `gone: ${removed.join(', ')}` : '',
  ].filter((part) => part !== '');
  return parts.length > 0 ? parts.join('; ') : 'changed, in files that are told by fewer digits than differ';
}

/** What else is not as it was, which changes no byte by krumble's promise. */
function tellElsewhere(manifest: Manifest): void {
  const { node, platform } = manifest;
  const text = circumstances({ ...manifest, krumble: version(), build: readBuild() });
  if (text !== '') tell(`besides    ${text}`);
  else tell(`besides    the same Node.js ${node} on ${platform}`);
}

function tell(line: string): void {
  process.stdout.write(`${showText(line, LINE_MAX)}\n`);
}
