import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import type { Picture } from '../../measures/picture.js';
import { DataError } from '../../errors/dataError.js';
import { InputError } from '../../errors/inputError.js';
import { show } from '../../errors/show.js';
import { takePicture } from '../../rounds/buildBackdoorPicture.js';
import { loadSet } from '../../rounds/world.js';
import { type FollowedRun, followRun } from '../../runs/follow.js';
import { followLink } from '../../runs/followLink.js';
import type { Manifest } from '../../runs/manifest.js';
import { overflowIn } from '../../runs/overflow.js';
import { ResultSummary } from '../../runs/result.js';
import {
  addObserverOptions,
  type ObserverOptions,
  type PlaybackSession,
  withPlaybackSession,
} from '../observedSession.js';
import { type ModuleOptions, openCatalogue, takesModules } from '../modules.js';
import { NEXT, tellNext } from '../nextCommand.js';
import { chooseEnding } from '../playSession.js';
import { findEntries, type ScenarioEntries } from '../../scenario/findEntries.js';
import { isFullScreen } from '../observers.js';
import { SPEEDS } from '../playbackSpeed.js';
import { checkData, findRecordedBackend } from '../recordedRun.js';

/** What a round counts whose time is not known. */
const UNTIMED_MS = 100;

interface WatchOptions extends ObserverOptions, ModuleOptions {
  readonly speed?: string;
}

/** `krumble watch RUN` */
export function watchCommand(): Command {
  const command = new Command('watch')
    .description(
      'look at a recorded run, or at one that another process is writing; plays and changes nothing',
    )
    .argument('<run>', 'a run folder')
    .option(
      '--speed <factor>',
      'how many times as fast as it was played, or max (default: 1 for an ended run on the full screen, else max)',
    );
  return addObserverOptions(takesModules(command))
    .addHelpText('after', '\nExample: krumble watch runs/mnist-little-vs-krum --speed 4')
    .action(watch);
}

async function watch(given: string, options: WatchOptions): Promise<void> {
  const folder = followLink(given);
  const speed = options.speed === undefined ? null : parseSpeed(options.speed);
  const catalogue = await openCatalogue(options);
  const run = followRun(folder, catalogue);
  const unhurried = run.status !== 'written' && isFullScreen(options.ui);
  await withPlaybackSession(options, speed ?? (unhurried ? 1 : Infinity), (session) =>
    view(session, folder, run, findEntries(catalogue, run.manifest.scenario)),
  );
  tellNext(NEXT.watch(folder, run.status), options);
}

async function view(
  session: PlaybackSession,
  folder: string,
  run: FollowedRun,
  entries: ScenarioEntries,
): Promise<void> {
  const { observer } = session;
  const { scenario, backend: recorded } = run.manifest;
  const backend = { ...recorded, name: findRecordedBackend(run.manifest, folder) };
  const { picture, problem } = pictureFor(run.manifest, entries);
  observer.start({ scenario, entries, threads: null, backend, picture, folder, watched: true });
  if (problem !== null) observer.incident(`the backdoor's image cannot be shown: ${problem}`);
  const summary = new ResultSummary();
  try {
    await showRounds(session, run, summary);
  } catch (error) {
    await observer.finish(null, 'failed', { reason: (error as Error).message });
    throw error;
  }
  const overflow = run.status === 'ended' ? overflowIn(folder) : null;
  const result = summary.result(scenario.training.rounds, overflow);
  if (session.signal.aborted) {
    await observer.finish(result, 'left', {
      reason: 'the watching was stopped; the run was not touched',
    });
    return;
  }
  if (run.status === 'cut off') {
    observer.incident(`nobody is writing to this run any more; krumble resume ${folder} goes on with it`);
  }
  await observer.finish(result, run.status === 'ended' ? chooseEnding(result) : 'interrupted');
}

async function showRounds(
  { observer, signal, player }: PlaybackSession,
  run: FollowedRun,
  summary: ResultSummary,
): Promise<void> {
  const wait = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  const onIncident = (text: string) => observer.incident(text);
  for await (const round of run.rounds({ signal, wait, onIncident })) {
    const { record, timing } = round;
    if (!(await player.due(record.round, timing?.durationMs ?? UNTIMED_MS))) return;
    summary.add(record);
    observer.round(round);
  }
}

/**
 * The picture of a run's backdoor, from the data that the run was recorded on;
 * where they are not here, why it cannot be had.
 */
function pictureFor(
  manifest: Manifest,
  entries: ScenarioEntries,
): { picture: Picture | null; problem: string | null } {
  const { scenario } = manifest;
  if (!entries.measures.some(({ measure }) => measure.picture)) return { picture: null, problem: null };
  try {
    const set = loadSet(scenario, entries);
    checkData(manifest, { data: { name: set.name, ...set.hashes } });
    return { picture: takePicture(entries, set), problem: null };
  } catch (error) {
    if (!(error instanceof DataError)) throw error;
    return { picture: null, problem: error.message };
  }
}

function parseSpeed(text: string): number {
  if (text === 'max') return Infinity;
  const speed = /^\d{1,3}(\.\d{1,6})?$/.test(text) ? Number(text) : Number.NaN;
  if (speed >= SPEEDS.least && speed <= SPEEDS.most) return speed;
  const allowed = `a number from ${SPEEDS.least} to ${SPEEDS.most}, or max`;
  throw new InputError({ place: { file: '--speed' }, found: show(text), allowed });
}
