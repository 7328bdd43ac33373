import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Disk, DiskFile } from '../files/disk.js';
import { makeOwn } from '../files/makeOwn.js';
import type { Round } from '../rounds/round.js';
import { RUN_FILES } from './format.js';
import type { Played } from './journal.js';
import { begunAt } from './manifest.js';
import { readCoordinateSamples } from './coordinateSamples.js';
import type { Recording } from './recording.js';
import { encodeChecksummedLine, type ChecksummedEntry, intactLines } from './checksummedLines.js';
import { readTimings } from './timings.js';

/** What is kept of a round beside its record. No result rests on it. */
export type SidecarRound = Pick<Round, 'timing' | 'probes'>;

/** A file with a line for each round, which is written before the journal's. */
export interface Sidecar {
  readonly name: string;
  readonly encodeLine: (round: SidecarRound) => Buffer;
  readonly read: (file: string, played: Played) => Iterable<ChecksummedEntry<{ readonly round: number }>>;
}

const timings: Sidecar = Object.freeze<Sidecar>({
  name: RUN_FILES.timings,
  encodeLine: ({ timing }) => encodeChecksummedLine(timing),
  read: (file) => readTimings(file),
});

/** Probes: coordinates of all reports. */
export const coordinateSamples: Sidecar = Object.freeze<Sidecar>({
  name: RUN_FILES.probes,
  encodeLine: ({ probes }) => encodeChecksummedLine(probes),
  read: (file, played) => readCoordinateSamples(file, played),
});

/** The files that go along with the journal. */
export const sidecars: readonly Sidecar[] = Object.freeze([timings, coordinateSamples]);

/** The journal's companions, open to be written. */
export interface SidecarWriter {
  /**
   * Writes a round's line to each file.
   * Rounds that a branch has from its origin have no line, for the origin has it.
   */
  write(round: SidecarRound): Promise<void>;
  sync(): Promise<void>;
  close(): Promise<void>;
}

/** Makes the companions of a new journal. */
export async function createSidecars(
  disk: Disk,
  { folder, manifest }: Pick<Recording, 'folder' | 'manifest'>,
): Promise<SidecarWriter> {
  const files: DiskFile[] = [];
  for (const { name } of sidecars) files.push(await disk.open(path.join(folder, name), 'new'));
  return openSidecars(files, begunAt(manifest));
}

/** Companions of a journal that is gone on with. */
export interface ReopenedSidecarWriter extends SidecarWriter {
  /**
   * Cuts off damaged lines and lines beyond the journal, and
   * writes missing lines of rounds that were played again.
   */
  mend(replayed: readonly SidecarRound[]): Promise<void>;
}

/** Opens the companions of a journal that has so many rounds; nothing in them is changed yet. */
export async function reopenSidecars(
  disk: Disk,
  recording: Pick<Recording, 'folder' | 'manifest' | 'catalogue' | 'rounds'>,
): Promise<ReopenedSidecarWriter> {
  const { folder, manifest, rounds } = recording;
  const names = readdirSync(folder);
  const begun = begunAt(manifest);
  const kept = sidecars.map(({ name, read }) =>
    names.includes(name) ? findIntactEnd(read(path.join(folder, name), recording), rounds) : null,
  );
  const files: DiskFile[] = [];
  for (const [k, { name }] of sidecars.entries()) {
    const file = path.join(folder, name);
    if (kept[k] !== null) await makeOwn(disk, file);
    files.push(await disk.open(file, kept[k] === null ? 'new' : 'existing'));
  }
  return {
    ...openSidecars(files, begun),
    mend: async (replayed) => {
      for (const [k, { name, encodeLine }] of sidecars.entries()) {
        const { bytes, next } = kept[k] ?? { bytes: 0, next: 0 };
        const file = path.join(folder, name);
        if (statSync(file).size > bytes) await disk.cut(file, bytes);
        const missing = replayed.filter(({ timing }) => timing.round >= Math.max(next, begun));
        for (const round of missing) await files[k].write(encodeLine(round));
      }
    },
  };
}

function openSidecars(files: readonly DiskFile[], begun: number): SidecarWriter {
  return {
    write: async (round) => {
      if (round.timing.round < begun) return;
      for (const [k, { encodeLine }] of sidecars.entries()) await files[k].write(encodeLine(round));
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
function findIntactEnd(
  entries: Iterable<ChecksummedEntry<{ readonly round: number }>>,
  rounds: number,
): { bytes: number; next: number } {
  let [bytes, next] = [0, 0];
  for (const { value, end } of intactLines(entries)) {
    if (value.round >= rounds) break;
    [bytes, next] = [end, value.round + 1];
  }
  return { bytes, next };
}
