import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { builtIn } from '../../src/catalogue/builtIn.js';
import type { Picture } from '../../src/measures/picture.js';
import { takePicture } from '../../src/rounds/buildBackdoorPicture.js';
import type { JoinedRound } from '../../src/rounds/round.js';
import { loadSet } from '../../src/rounds/world.js';
import { readJoinedRounds } from '../../src/runs/joinedRounds.js';
import { openRecording } from '../../src/runs/recording.js';
import { readTwin, type TwinRound } from '../../src/runs/readTwin.js';
import { findTwin } from '../../src/runs/twinFolder.js';
import { findEntries } from '../../src/scenario/findEntries.js';
import { History } from '../../src/ui/history.js';
import type { RunFacts } from '../../src/ui/observer.js';

const FOLDER = fileURLToPath(new URL('../fixtures/stories/', import.meta.url));
/** Of the last rounds, those that views show more of than the record. */
const TIMED = 20;
const PROBED = 1;

/** What was seen of a run that was played: no more than views show of it in its last round. */
interface Story {
  readonly scenario: RunFacts['scenario'];
  readonly threads: number;
  readonly backend: RunFacts['backend'];
  readonly picture: (Omit<Picture, 'pixels'> & { readonly pixels: readonly number[] }) | null;
  readonly rounds: readonly JoinedRound[];
  readonly twin: readonly TwinRound[];
}

/** A run that was played once and is kept in test/fixtures/stories, as it was seen. */
export function recallStory(name: string): History {
  const { scenario, picture, rounds, twin, ...facts } = readStory(name);
  const entries = findEntries(builtIn, scenario);
  const shown = picture && { ...picture, pixels: Uint8Array.from(picture.pixels) };
  const history = new History({ ...facts, scenario, entries, picture: shown, folder: 'runs/x' });
  for (const round of rounds) history.add(round);
  for (const round of twin) history.addTwin(round);
  return history;
}

/** The rounds of a story. */
export function readStory(name: string): Story {
  return JSON.parse(gunzipSync(readFileSync(fileOf(name))).toString()) as Story;
}

/** Plays a story with the built program and keeps what was seen; one that is kept already only `again`. */
export async function recordStory(
  name: string,
  { args, threads }: { readonly args: readonly string[]; readonly threads: number },
  { again }: { readonly again: boolean },
): Promise<void> {
  if (existsSync(fileOf(name)) && !again) return;
  const parent = mkdtempSync(path.join(tmpdir(), 'krumble-story-'));
  try {
    const { krumble } = await import('./inProcess.js');
    const folder = path.join(parent, 'run');
    const how = ['--threads', String(threads), '--ui', 'quiet', '--out', folder];
    const { code, stderr } = await krumble(['run', ...args, ...how]);
    if (code !== 0) throw new Error(stderr);
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(fileOf(name), gzipSync(JSON.stringify(gatherStory(folder, threads))));
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}

function fileOf(name: string): string {
  return path.join(FOLDER, `${name}.json.gz`);
}

function gatherStory(folder: string, threads: number): Story {
  const recording = openRecording(folder);
  const { manifest, rounds: count } = recording;
  const { scenario } = manifest;
  const entries = findEntries(builtIn, scenario);
  const picture = entries.measures.some(({ measure }) => measure.picture)
    ? takePicture(entries, loadSet(scenario, entries))
    : null;
  const twin = findTwin(folder, manifest, builtIn);
  const rounds = [...readJoinedRounds(recording, count, () => undefined)].map(
    ({ record, timing, probes }, index): JoinedRound => ({
      record: { ...record, reports: [], ...('confided' in record && { confided: [] }) },
      timing: index >= count - TIMED ? timing : null,
      probes: index >= count - PROBED ? probes : null,
    }),
  );
  return {
    ...{ scenario, threads, rounds },
    backend: manifest.backend as RunFacts['backend'],
    picture: picture && { ...picture, pixels: [...picture.pixels] },
    twin: (twin && readTwin(twin, builtIn)) ?? [],
  };
}
