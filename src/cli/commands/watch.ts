import { Command } from 'commander';
import { InputError } from '../../errors/inputError.js';
import { followRun } from '../../runs/follow.js';
import { followLink } from '../../runs/followLink.js';
import { holdsSweep } from '../../sweeps/sweepFolder.js';
import { numberWithin } from '../arguments.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';
import { NEXT, tellNext } from '../nextCommand.js';
import { addObserverOptions, type ObserverOptions, withPlaybackSession } from '../observedSession.js';
import { isFullScreen } from '../observers.js';
import { addPresentOptions, type PresentOptions, readPresentation } from '../presentation.js';
import { SPEEDS } from '../playbackSpeed.js';
import { watchRun } from '../watchRun.js';
import type { TwinOptions } from '../twinOptions.js';
import { watchSweep } from '../watchSweep.js';

interface WatchOptions extends ObserverOptions, ModuleOptions, PresentOptions, TwinOptions {
  readonly speed?: string;
}

/** `krumble watch RUN`, and of a sweep `krumble watch SWEEP` */
export function watchCommand(): Command {
  const command = new Command('watch')
    .description(
      'look at a recorded run, or at one that another process is writing; plays and changes nothing',
    )
    .argument('<run>', 'a run folder, or one of a sweep, whose runs are shown side by side')
    .option(
      '--speed <factor>',
      'how many times as fast as it was played, or max (default: 1 for an ended run on the full screen, else max)',
    );
  return addPresentOptions(addObserverOptions(takesModules(command)))
    .option('--no-twin', 'do not show the run without the attack')
    .addHelpText('after', '\nExample: krumble watch runs/mnist-little-vs-krum --speed 4')
    .action(watch);
}

async function watch(given: string, options: WatchOptions): Promise<void> {
  const folder = followLink(given);
  if (holdsSweep(folder)) return watchSweep(folder, options);
  const speed = options.speed === undefined ? null : parseSpeed(options.speed);
  if (speed !== null && (options.pace !== undefined || options.present)) {
    const problem = 'goes without --pace and --present: these say how many rounds a second there are';
    throw new InputError({ place: { file: '--speed' }, problem });
  }
  const catalogue = await openCatalogue(options);
  const run = followRun(folder, catalogue);
  const unhurried = run.status !== 'written' && isFullScreen(options.ui);
  const presentation = readPresentation(options, run.manifest.scenario.notes);
  const hasPace = presentation.pace !== null;
  const playback = { ...presentation, speed: speed ?? (unhurried || hasPace ? 1 : Infinity) };
  await withPlaybackSession(options, playback, (session) =>
    watchRun(session, { folder, run, catalogue, options }),
  );
  tellNext(NEXT.watch(folder, run.status), options);
}

function parseSpeed(text: string): number {
  if (text === 'max') return Infinity;
  return numberWithin('--speed', text, SPEEDS, `a number from ${SPEEDS.least} to ${SPEEDS.most}, or max`);
}
