import type { PauseControl } from '../rounds/pauseControl.js';
import type { Playback } from '../ui/controls.js';
import type { Presentation } from './presentation.js';

/** Beyond the highest speed rounds are shown all at once. */
export const SPEEDS = Object.freeze({ least: 1 / 4, most: 256 });
const TIMER_MS_MAX = 2 ** 31 - 1; // Node.js fires longer ones at once

/** Shows recorded rounds at the speed that somebody wants. */
export interface Player extends Playback {
  /** Shows one more round, without waiting for its time, and pauses after it. */
  step(): void;
  /**
   * Resolves when a round that took so long is to be shown, or played, counted from this call.
   * Resolves with false once the signal is aborted: then none is.
   * A changed speed, a skip and a step are felt at once.
   */
  due(round: number, durationMs: number): Promise<boolean>;
}

/**
 * A player that begins at a speed; `Infinity` waits for nothing but a pause.
 * A presentation has a pace of its own, and pauses after some rounds.
 */
export function createPlayer(
  beginning: number,
  {
    pauseControl,
    signal,
    presentation: { pace, stopsAfter } = { pace: null, stopsAfter: new Set() },
  }: {
    readonly pauseControl: PauseControl;
    readonly signal: AbortSignal;
    readonly presentation?: Pick<Presentation, 'pace' | 'stopsAfter'>;
  },
): Player {
  let speed = beginning;
  let skippedTo = -1;
  let begunMs = -Infinity; // when the last round might begin
  let held: number | null = null; // the round that waits for the pace
  let wake: () => void = () => undefined;
  const setSpeed = (value: number) => {
    speed = value;
    wake();
  };
  const isDue = (round: number) =>
    signal.aborted || pauseControl.paused || speed === Infinity || round <= skippedTo;
  signal.addEventListener('abort', () => wake());
  return {
    get speed() {
      return speed;
    },
    pace,
    faster: () => setSpeed(2 * speed > SPEEDS.most ? Infinity : 2 * speed),
    slower: () => setSpeed(speed === Infinity ? SPEEDS.most : Math.max(SPEEDS.least, speed / 2)),
    skipTo: (round) => {
      skippedTo = Math.max(skippedTo, round);
      if (held !== null && held <= round) pauseControl.step();
      held = null;
      wake();
    },
    step: () => {
      pauseControl.step();
      wake();
    },
    due: async (round, durationMs) => {
      await turn(); // rounds that are shown all at once leave the keyboard its turn
      if (stopsAfter.has(round - 1) && round > skippedTo) pauseControl.pause();
      // What a round took of its own counts: a pace is from one beginning to the next.
      let leftMs = pace === null ? durationMs : 1000 / pace - (performance.now() - begunMs) * speed;
      while (leftMs > 0 && !isDue(round)) {
        const [began, rate] = [performance.now(), speed];
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, Math.min(leftMs / rate, TIMER_MS_MAX));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
        leftMs -= (performance.now() - began) * rate;
      }
      if (round <= skippedTo) return !signal.aborted;
      held = round;
      const mayBegin = await pauseControl.ready();
      held = null;
      begunMs = performance.now();
      return mayBegin;
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
