import type { PauseControl } from '../rounds/pauseControl.js';
import type { Playback } from '../ui/controls.js';

/** Beyond the highest speed rounds are shown all at once. */
export const SPEEDS = Object.freeze({ least: 1 / 4, most: 256 });
const TIMER_MS_MAX = 2 ** 31 - 1; // Node.js fires longer ones at once

/** Shows recorded rounds at the speed that somebody wants. */
export interface Player extends Playback {
  /** Shows one more round, without waiting for its time, and pauses after it. */
  step(): void;
  /**
   * Resolves when a round that took so long is to be shown, counted from this call.
   * Resolves with false once the signal is aborted: then none is.
   * A changed speed, a skip and a step are felt at once.
   */
  due(round: number, durationMs: number): Promise<boolean>;
}

/** A player that begins at a speed; `Infinity` waits for nothing but the pace. */
export function createPlayer(
  beginning: number,
  { pauseControl, signal }: { pauseControl: PauseControl; signal: AbortSignal },
): Player {
  let speed = beginning;
  let skippedTo = -1;
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
      let leftMs = durationMs;
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
      return mayBegin;
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
