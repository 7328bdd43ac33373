import { setImmediate as breathe, setTimeout as sleep } from 'node:timers/promises';
import type { Catalogue } from '../catalogue/catalogue.js';
import { followRun } from '../runs/follow.js';
import { isLocked } from '../runs/lock.js';
import { overflowIn } from '../runs/overflow.js';
import { isBegun } from '../runs/runKey.js';
import type { SweptRun } from '../ui/sweptRun.js';

/** A run of a sweep: where it lies, and what is seen of it. */
export interface SeenRun {
  readonly folder: string;
  readonly run: SweptRun;
}

/** How runs of a sweep are followed. */
export interface SweepFollowing {
  readonly catalogue: Catalogue;
  readonly signal: AbortSignal;
  /** Whether the curve of a run is wanted. */
  readonly isShown: (index: number) => boolean;
  readonly changed: () => void;
  readonly tell: (text: string) => void;
}

const LOOK_MS = 300;
/** Runs that are looked at in one look, but for those that are shown: looking at thousands takes its time. */
const LOOKED_AT_MAX = 200;

/**
 * Reads rounds of runs until the signal is aborted: of all that are being written, as they come,
 * and of the others that are shown, one run after the other. Nothing in their folders is changed.
 */
export async function followSweep(seen: readonly SeenRun[], following: SweepFollowing): Promise<void> {
  const { signal, isShown } = following;
  const open = new Map<SeenRun, Promise<void>>();
  /** What there is of them was read: of those that have ended all, of others until somebody goes on. */
  const read = new Set<SeenRun>();
  let isReading = false;
  const begin = async (one: SeenRun) => {
    await readRounds(one, following);
    read.add(one);
    open.delete(one);
  };
  for (let from = 0; !signal.aborted; from = (from + LOOKED_AT_MAX) % Math.max(1, seen.length)) {
    for (const [index, one] of seen.entries()) {
      const shown = isShown(index);
      const isTurn = !one.run.hasEnded && (index - from + seen.length) % seen.length < LOOKED_AT_MAX;
      const isWhole = read.has(one) && one.run.hasEnded;
      if (open.has(one) || isWhole || !(shown || isTurn) || !isBegun(one.folder)) continue;
      if (isLocked(one.folder)) open.set(one, begin(one));
      else if (shown && !isReading && !read.has(one)) {
        isReading = true;
        open.set(
          one,
          begin(one).finally(() => (isReading = false)),
        );
      }
    }
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
  }
  await Promise.all(open.values());
}

async function readRounds({ folder, run }: SeenRun, following: SweepFollowing): Promise<void> {
  const { catalogue, signal, changed, tell } = following;
  const wait = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  try {
    const followed = followRun(folder, catalogue);
    run.begin(followed.manifest.scenario.training.rounds);
    for await (const round of followed.rounds({ signal, wait, onIncident: () => undefined })) {
      if (followed.status === 'written' && !run.hasEnded) run.state = 'running';
      run.add(round);
      changed();
      await breathe(); // rounds that come all at once leave the keyboard its turn
    }
    if (signal.aborted) return;
    if (!run.hasEnded) {
      const isWhole = run.figures.rounds === run.roundsWanted;
      const hasOverflowed = !isWhole && followed.status === 'ended' && overflowIn(folder) !== null;
      run.state = isWhole ? 'done' : hasOverflowed ? 'overflowed' : 'stopped';
    }
    changed();
  } catch (error) {
    if (!run.hasEnded) run.state = 'failed';
    tell((error as Error).message);
  }
}
