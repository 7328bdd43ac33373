/** Holds a stream of rounds up between two rounds. When they come says nothing about what they are. */
export interface PauseControl {
  readonly paused: boolean;
  /** No round begins any more; the running one is finished. */
  pause(): void;
  resume(): void;
  /** Lets one more round through, and pauses after it. */
  step(): void;
  /**
   * Resolves when the next round may begin, which takes a step;
   * with false once the signal is aborted: no round may.
   */
  ready(): Promise<boolean>;
}

/** A pace that lets every round through until it is told to pause. */
export function createPauseControl(signal: AbortSignal): PauseControl {
  let paused = false;
  let steps = 0;
  let wake: () => void = () => undefined;
  const set = (pausedNow: boolean, stepsNow: number) => {
    paused = pausedNow;
    steps = stepsNow;
    wake();
  };
  signal.addEventListener('abort', () => wake());
  return {
    get paused() {
      return paused;
    },
    pause: () => set(true, 0),
    resume: () => set(false, 0),
    step: () => set(true, paused ? steps + 1 : 0),
    ready: async () => {
      while (paused && steps === 0 && !signal.aborted) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (paused && steps > 0) steps--;
      return !signal.aborted;
    },
  };
}
