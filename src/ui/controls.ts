import type { PauseControl } from '../rounds/pauseControl.js';

/** What a person at the screen can do to the rounds that are to come. None of it changes a record. */
export interface Controls extends Pick<PauseControl, 'paused' | 'pause' | 'resume' | 'step'> {
  /** Asks to stop after the running round; the second time at once. */
  stop(): void;
  /** Whether that was asked for. */
  readonly stopped: boolean;
  /** How fast recorded rounds are shown; null where rounds are played, as fast as they can be. */
  readonly playback: Playback | null;
}

/** The speed of rounds that were recorded earlier. */
export interface Playback {
  /** How many times as fast as they were played; Infinity: all at once. */
  readonly speed: number;
  faster(): void;
  slower(): void;
  /** Shows everything up to this round at once. */
  skipTo(round: number): void;
}
