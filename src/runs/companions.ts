import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Disk, DiskFile } from '../files/disk.js';
import type { Round } from '../rounds/round.js';
import { RUN_FILES } from './format.js';
import type { Played } from './journal.js';
import { begunAt } from './manifest.js';
import { readProbes } from './probes.js';
import type { Recording } from './recording.js';
import { sealedLine, type SealedEntry, soundLines } from './sealedLines.js';
import { readTimings } from './timings.js';

/** What is kept of a round beside its record. No result rests on it. */
export type Beside = Pick<Round, 'timing' | 'probes'>;

/** A file with a line for each round, which is written before the journal's. */
interface Companion {
  readonly name: string;
  readonly lineOf: (round: Beside) => Buffer;
  readonly read: (file: string, played: Played) => Iterable<SealedEntry<{ readonly round: number }>>;
}

/** The files that go along with the journal. */
export const companions: readonly Companion[] = Object.freeze([
  { name: RUN_FILES.timings, lineOf: ({ timing }) => sealedLine(timing), read: (file) => readTimings(file) },
  {
    name: RUN_FILES.probes,
    lineOf: ({ probes }) => sealedLine(probes),
    read: (file, played) => readProbes(file, played),
  },
]);

/** The journal's companions, open to be written. */
export interface OpenCompanions {
  /**
   * Writes a round's line to each file.
   * Rounds that a branch has from its origin have no line, for the origin has it.
   */
  write(round: Beside): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Makes the companions of a new journal. */
export async function createCompanions(
  disk: Disk,
  { folder, manifest }: Pick<Recording, 'folder' | 'manifest'>,
): Promise<OpenCompanions> {
  const files: DiskFile[] = [];
  for (const { name } of companions) files.push(await disk.open(path.join(folder, name), 'new'));
  return openCompanions(files, begunAt(manifest));
}

/** Companions of a journal that is gone on with. */
export interface ReopenedCompanions extends OpenCompanions {
  /**
   * Cuts off damaged lines and lines beyond the journal, and
   * writes missing lines of rounds that were played again.
   */
  mend(replayed: readonly Beside[]): Promise<void>;
}

/** Opens the companions of a journal that has so many rounds; nothing in them is changed yet. */
export async function reopenCompanions(
  disk: Disk,
  recording: Pick<Recording, 'folder' | 'manifest' | 'catalogue' | 'rounds'>,
): Promise<ReopenedCompanions> {
  const { folder, manifest, rounds } = recording;
  const names = readdirSync(folder);
  const begun = begunAt(manifest);
  const kept = companions.map(({ name, read }) =>
    names.includes(name) ? keptOf(read(path.join(folder, name), recording), rounds) : null,
  );
  const files: DiskFile[] = [];
  for (const [k, { name }] of companions.entries()) {
    files.push(await disk.open(path.join(folder, name), kept[k] === null ? 'new' : 'existing'));
  }
  return {
    ...openCompanions(files, begun),
    mend: async (replayed) => {
      for (const [k, { name, lineOf }] of companions.entries()) {
        const { bytes, next } = kept[k] ?? { bytes: 0, next: 0 };
        const file = path.join(folder, name);
        if (statSync(file).size > bytes) await disk.cut(file, bytes);
        const missing = replayed.filter(({ timing }) => timing.round >= Math.max(next, begun));
        for (const round of missing) await files[k].write(lineOf(round));
      }
    },
  };
}

function openCompanions(files: readonly DiskFile[], begun: number): OpenCompanions {
  return {
    write: async (round) => {
      if (round.timing.round < begun) return;
      for (const [k, { lineOf }] of companions.entries()) await files[k].write(lineOf(round));
    },
    sync: async () => {
      for (const file of files) await file.sync();
    },
    close: async () => {
      for (const file of files) await file.close();
    },
  };
}

/** What a companion has of rounds below `rounds`: the bytes, and the round that follows. */
function keptOf(
  entries: Iterable<SealedEntry<{ readonly round: number }>>,
  rounds: number,
): { bytes: number; next: number } {
  let [bytes, next] = [0, 0];
  for (const { value, end } of soundLines(entries)) {
    if (value.round >= rounds) break;
    [bytes, next] = [end, value.round + 1];
  }
  return { bytes, next };
}
