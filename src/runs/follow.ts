import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { builtIn } from '../catalogue/builtIn.js';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { JoinedRound } from '../rounds/round.js';
import { asDataErrors, throwDataError } from './throwDataError.js';
import { RUN_FILES } from './format.js';
import { type JournalLine, type Played, readJournal } from './journal.js';
import { checkJournalEnd } from './checkJournalEnd.js';
import { isLocked } from './lock.js';
import type { Manifest } from './manifest.js';
import { readManifestBytes } from './readManifest.js';
import { manifestIn, runFolderNames, takeInventory } from './recording.js';
import { createRoundJoiner } from './joinedRounds.js';

/** How often a folder is looked at. Being told of changes instead is not to be had on every file system. */
const POLL_MS = 200;

/** `written`: a process is at it; `ended`: complete or not, it has a result; `cut off`: neither. */
export type RunStatus = 'written' | 'ended' | 'cut off';

/** A run that is watched and may be growing. Nothing in its folder is changed, and its lock is not taken. */
export interface FollowedRun {
  readonly manifest: Manifest;
  /** When the folder was last looked at. */
  readonly status: RunStatus;
  /**
   * The rounds from 0 on, each checked as `readJournal` does. They come as a process writes them.
   * Ends when the run has ended, when nobody writes to it any more, and when the signal is aborted.
   * Throws a DataError with file, line and field where the journal
   * is damaged or has lost rounds, and one where another run took the folder.
   */
  rounds(following: Following): AsyncGenerator<JoinedRound, void, undefined>;
}

/** Who follows a run. */
export interface Following {
  readonly signal: AbortSignal;
  /** Waits, until the signal is aborted at the longest. */
  readonly wait: (ms: number) => Promise<void>;
  /** Told of what cannot be shown. */
  readonly onIncident: (text: string) => void;
}

/**
 * Opens a run folder to follow it.
 * Throws an InputError where there is no run, a DataError where its manifest is damaged.
 */
export function followRun(folder: string, catalogue: Catalogue = builtIn): FollowedRun {
  // Before the manifest is understood: if it is another one by then, that shows.
  const identity = readIdentity(folder);
  const manifest = manifestIn(folder, catalogue);
  const wanted = manifest.scenario.training.rounds;
  let standing = checkStatus(folder, false);
  return {
    manifest,
    get status() {
      return standing;
    },
    rounds: async function* ({ signal, wait, onIncident }) {
      const completion = createRoundJoiner(folder, { manifest, catalogue }, onIncident);
      let last: JournalLine | null = null;
      try {
        while (!signal.aborted) {
          checkSameRun(folder, identity, last);
          // Asked before the journal is read: of a run that has ended, the journal is complete.
          standing = checkStatus(folder, last?.record.round === wanted - 1);
          const ended = standing === 'ended';
          const inventory = takeInventory(folder);
          for (const line of linesBehind(last, { folder, manifest, catalogue, identity, ended })) {
            last = line;
            yield completion.join(line.record);
            if (signal.aborted) return;
          }
          completion.release();
          if (standing !== 'written') {
            const rounds = last === null ? 0 : last.record.round + 1;
            return checkJournalEnd({ ...inventory, folder, manifest, rounds, tornBytes: 0 });
          }
          await wait(POLL_MS);
        }
      } finally {
        completion.release();
      }
    },
  };
}

/** How it stands with a run of which all rounds, or not all, were seen. */
function checkStatus(folder: string, isWhole: boolean): RunStatus {
  const locked = isLocked(folder); // before its end is looked for, which comes before the lock is released
  const sealed = runFolderNames(folder).includes(RUN_FILES.sums);
  if (!locked) return sealed ? 'ended' : 'cut off';
  // `resume` locks an interrupted run some time before it goes on.
  return sealed && isWhole ? 'ended' : 'written';
}

/** By what a run is known: the bytes of its manifest; null where there are none. */
function readIdentity(folder: string): Buffer | null {
  const file = path.join(folder, RUN_FILES.manifest);
  return existsSync(file) ? Buffer.from(asDataErrors(file, () => readManifestBytes(file))) : null;
}

function checkSameRun(folder: string, identity: Buffer | null, last: JournalLine | null): void {
  const now = readIdentity(folder);
  if (now === null || identity === null || !now.equals(identity)) {
    throwDataError(path.join(folder, RUN_FILES.manifest), { problem: `is another one by now: ${REPLACED}` });
  }
  const journal = path.join(folder, RUN_FILES.rounds);
  const bytes = statSync(journal, { throwIfNoEntry: false })?.size ?? 0;
  if (last === null || bytes >= last.end) return;
  const [found, allowed] = [`${bytes} bytes`, `at least ${last.end} bytes, which were there`];
  throwDataError(journal, { problem: `has become shorter: ${REPLACED}`, found, allowed });
}

const REPLACED = 'another run took the folder while it was watched';

interface Source extends Played {
  readonly folder: string;
  readonly identity: Buffer | null;
  /** Whether a line that is torn stays so. */
  readonly ended: boolean;
}

/** The whole lines behind the last one that was read. */
function* linesBehind(
  last: JournalLine | null,
  { folder, manifest, catalogue, identity, ended }: Source,
): Generator<JournalLine, void, undefined> {
  const file = path.join(folder, RUN_FILES.rounds);
  if (!existsSync(file)) return;
  let line = last;
  const entries = readJournal(file, { manifest, catalogue }, last);
  const next = () => {
    try {
      return asDataErrors(file, () => entries.next().value);
    } catch (error) {
      checkSameRun(folder, identity, line); // that is no damage
      throw error;
    }
  };
  try {
    for (let entry = next(); entry; entry = next()) {
      if (entry.record === null) {
        if (ended)
          throwDataError(file, { line: (line?.record.round ?? -1) + 2, problem: 'ends within a line' });
        return;
      }
      line = entry;
      yield entry;
    }
  } finally {
    entries.return();
  }
}
