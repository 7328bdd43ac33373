import type { PauseControl } from '../rounds/pauseControl.js';

/** What a person at the screen can do to the rounds that are to come. None of it changes a record. */
export interface Controls extends Pick<PauseControl, 'paused' | 'pause' | 'resume' | 'step'> {
  /** Asks to stop after the running round; the second time at once. */
  stop(): void;
  /** Whether that was asked for. */
  readonly stopped: boolean;
  /** Whether it is shown to a room: fewer facts, larger charts. */
  readonly presented: boolean;
  /** Says why the rule chose so in a recorded round, or why that cannot be said; null where nobody can. */
  readonly explain: ((folder: string, round: number) => Promise<string>) | null;
  /** How fast rounds are shown; null where they come as fast as they are played. */
  readonly playback: Playback | null;
}

/** The speed of rounds that were recorded earlier, or are held up to be looked at. */
export interface Playback {
  /** How many times as fast as they were played, or as `pace` says; Infinity: all at once. */
  readonly speed: number;
  /** Rounds a second at speed 1; null: as many as were played. */
  readonly pace: number | null;
  faster(): void;
  slower(): void;
  /** Shows everything up to this round at once. */
  skipTo(round: number): void;
}
