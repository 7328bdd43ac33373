import { setTimeout as sleep } from 'node:timers/promises';
import { DataError } from '../errors/dataError.js';
import type { Picture } from '../measures/picture.js';
import { takePicture } from '../rounds/buildBackdoorPicture.js';
import { loadSet } from '../rounds/world.js';
import type { FollowedRun } from '../runs/follow.js';
import type { Manifest } from '../runs/manifest.js';
import { overflowIn } from '../runs/overflow.js';
import { ResultSummary } from '../runs/result.js';
import { findEntries, type ScenarioEntries } from '../scenario/findEntries.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { ObserverOptions, PlaybackSession } from './observedSession.js';
import { chooseEnding } from './playSession.js';
import { checkData, findRecordedBackend } from './recordedRun.js';
import { openTwinBeside, type TwinOptions } from './twinOptions.js';

/** What a round counts whose time is not known. */
const UNTIMED_MS = 100;

/** A run to be looked at. */
export interface WatchedRun {
  readonly folder: string;
  readonly run: FollowedRun;
  readonly catalogue: Catalogue;
  readonly options: TwinOptions & ObserverOptions;
}

/**
 * Shows a recorded run, or one that is being written, to an observer, round by round, and how it ends.
 * Beside it its honest twin, where that is recorded.
 * Ends when the run has ended, and when the session's signal is aborted. Throws as `followRun` does.
 */
export async function watchRun(
  session: PlaybackSession,
  { folder, run, catalogue, options }: WatchedRun,
): Promise<void> {
  const { observer, signal } = session;
  const entries = findEntries(catalogue, run.manifest.scenario);
  const { scenario, backend: recorded } = run.manifest;
  const backend = { ...recorded, name: findRecordedBackend(run.manifest, folder) };
  const { picture, problem } = pictureFor(run.manifest, entries);
  observer.start({ scenario, entries, threads: null, backend, picture, folder, watched: true });
  if (problem !== null) observer.incident(`the backdoor's image cannot be shown: ${problem}`);
  const { manifest } = run;
  const twin = openTwinBeside({ folder, manifest }, options, {
    catalogue,
    observer,
    signal,
    runThreads: null,
  });
  await showToEnd(session, { folder, run }).finally(twin.close);
}

async function showToEnd(
  session: PlaybackSession,
  { folder, run }: Pick<WatchedRun, 'folder' | 'run'>,
): Promise<void> {
  const { observer } = session;
  const { scenario } = run.manifest;
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
