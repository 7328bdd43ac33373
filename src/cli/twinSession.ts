import { setTimeout as sleep } from 'node:timers/promises';
import type { Catalogue } from '../catalogue/catalogue.js';
import type { RoundRecord } from '../rounds/round.js';
import { followRun } from '../runs/follow.js';
import { isLocked } from '../runs/lock.js';
import { readTwin } from '../runs/readTwin.js';
import { isBegun } from '../runs/runKey.js';
import type { Twin } from '../runs/twinFolder.js';
import type { Observer } from '../ui/observer.js';
import { type ChildRun, startChildRun } from './childRun.js';

/** The rounds of a run's honest twin, as they come beside the run's own. */
export interface TwinSession {
  /** Ends when there is no more to come of it, or it was closed. Never rejects. */
  readonly ended: Promise<void>;
  /** Lets it be played, on so many threads; nothing the second time. */
  readonly begin: (threads: number) => void;
  /** Asks who plays the twin to stop; what was played is kept, and the same command goes on with it. */
  readonly close: () => Promise<void>;
}

/** Who is told of the twin, and whether a process of its own is to play what is missing of it. */
export interface TwinSetting {
  readonly catalogue: Catalogue;
  readonly observer: Pick<Observer, 'twin' | 'incident'>;
  readonly play: boolean;
}

/** Below everything else that runs: the twin takes what the run itself leaves. */
const NICE = 10;
const LOOK_MS = 200;

/**
 * Tells an observer the test accuracies of a twin: of one that is complete at once, of another as they come.
 * With `play`, a process of its own plays what is missing once that is begun, with less priority.
 * What is wrong with the twin is an incident, for the run itself goes on without it.
 */
export function openTwin(twin: Twin, setting: TwinSetting): TwinSession {
  const controller = new AbortController();
  const { signal } = controller;
  const { observer, catalogue } = setting;
  const fail = (error: Error) => {
    if (!signal.aborted) observer.incident(`the twin without the attack: ${error.message}`);
  };
  try {
    const finished = readTwin(twin, catalogue);
    finished?.forEach(observer.twin);
    if (finished !== null) return NOTHING_LEFT;
  } catch (error) {
    fail(error as Error);
    return NOTHING_LEFT;
  }
  const player = setting.play && !isLocked(twin.folder) ? startPlayer(twin, catalogue, signal) : null;
  const begin = player?.begin ?? (() => undefined);
  const tell = createTeller(observer);
  const isOver = () => player?.isOver() ?? true;
  const coming = follow(twin, { ...setting, signal, tell, isOver });
  const ended = Promise.all([coming, player?.ended ?? null]).then(() => undefined, fail);
  const close = async () => {
    controller.abort();
    await ended;
  };
  return { ended, begin, close };
}

const NOTHING_LEFT: TwinSession = Object.freeze({
  ended: Promise.resolve(),
  begin: () => undefined,
  close: () => Promise.resolve(),
});

type Tell = (record: RoundRecord) => void;

/** Each round is told once: one that is read a second time, after a stop, is no news. */
function createTeller(observer: Pick<Observer, 'twin'>): Tell {
  let until = -1;
  return ({ round, accuracy }) => {
    if (round > until && accuracy !== undefined) observer.twin({ round, accuracy });
    until = Math.max(until, round);
  };
}

/** Plays a twin in a process of its own. */
function startPlayer({ scenario, folder }: Twin, catalogue: Catalogue, signal: AbortSignal) {
  let isOver = false;
  let begin: (threads: number) => void = () => undefined;
  const begun = new Promise<number | null>((resolve) => {
    begin = resolve;
    signal.addEventListener('abort', () => resolve(null));
  });
  const play = async () => {
    const threads = await begun;
    if (threads === null) return;
    const child: ChildRun = await startChildRun({ scenario, folder }, threads, catalogue, NICE);
    if (signal.aborted) child.stop();
    signal.addEventListener('abort', child.stop);
    await child.ended;
  };
  return { ended: play().finally(() => (isOver = true)), begin, isOver: () => isOver };
}

interface Following extends TwinSetting {
  readonly signal: AbortSignal;
  readonly tell: Tell;
  /** Whether nobody is going to write any more. */
  readonly isOver: () => boolean;
}

/** Until it has come, and while a process is only about to go on with it, there is nothing to follow. */
async function follow({ folder }: Twin, { catalogue, signal, tell, isOver }: Following): Promise<void> {
  const wait = (ms: number) => sleep(ms, undefined, { signal }).catch(() => undefined);
  for (let isLast = false; !isLast && !signal.aborted;) {
    isLast = isOver();
    if (isBegun(folder)) {
      const rounds = followRun(folder, catalogue).rounds({ signal, wait, onIncident: () => undefined });
      for await (const { record } of rounds) tell(record);
    }
    if (!isLast) await wait(LOOK_MS);
  }
}
