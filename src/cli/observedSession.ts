import type { Command } from 'commander';
import { createPauseControl, type PauseControl } from '../rounds/pauseControl.js';
import type { Controls } from '../ui/controls.js';
import type { Observer } from '../ui/observer.js';
import { createExplainer } from './explainAgain.js';
import { EXIT } from './exitCodes.js';
import { takeInterrupt } from './interrupt.js';
import { chooseObserver, USER_INTERFACES } from './observers.js';
import { createPlayer, type Player } from './playbackSpeed.js';
import type { Presentation } from './presentation.js';

/** The options of every command that shows rounds, as they are typed. */
export interface ObserverOptions {
  readonly ui: string;
  readonly ascii?: boolean;
  /** Modules that the run's entries come from. */
  readonly use?: readonly string[];
}

/** Who sees rounds, and what is done to the rounds that are to come. */
export interface ObservedSession {
  readonly observer: Observer;
  /** Aborted when somebody asked to stop. */
  readonly signal: AbortSignal;
  readonly pauseControl: PauseControl;
  /** Resolves when a round may begin; with false once somebody asked to stop. */
  readonly mayBegin: (round: number) => Promise<boolean>;
}

/** The same of rounds that are only looked at. */
export interface PlaybackSession extends Omit<ObservedSession, 'mayBegin'> {
  readonly player: Player;
}

/** Gives a command the options of those that show rounds. */
export function addObserverOptions(command: Command): Command {
  return command
    .option('--ui <kind>', `${USER_INTERFACES.join(', ')}`, 'auto')
    .option('--ascii', 'draw with ASCII characters alone');
}

/**
 * Sets up an observer, a hand on ctrl-c and one on the pace
 * of rounds that are played, for as long as `show` takes.
 */
export function withObservedSession(
  options: ObserverOptions,
  presentation: Presentation,
  show: (session: ObservedSession) => Promise<void>,
): Promise<void> {
  const stopping = 'stopping after this round; once more stops at once';
  const isHeldUp = presentation.pace !== null;
  const makePlayer = (hands: Hands) => (isHeldUp ? createPlayer(1, { ...hands, presentation }) : null);
  return runSession(options, { stopping, code: EXIT.interrupted, presentation, makePlayer }, show);
}

/** The same for rounds that are only looked at, at a speed: who stops looking has interrupted nothing. */
export function withPlaybackSession(
  options: ObserverOptions,
  { speed, ...presentation }: Presentation & { readonly speed: number },
  show: (session: PlaybackSession) => Promise<void>,
): Promise<void> {
  const makePlayer = (hands: Hands) => createPlayer(speed, { ...hands, presentation });
  return runSession(options, { stopping: null, code: EXIT.done, presentation, makePlayer }, show);
}

type Hands = Pick<ObservedSession, 'pauseControl' | 'signal'>;

interface SessionKind<P> {
  /** What is said to who asks to stop. */
  readonly stopping: string | null;
  /** The exit code where it is asked for again. */
  readonly code: number;
  readonly presentation: Presentation;
  readonly makePlayer: (hands: Hands) => P;
}

async function runSession<P extends Player | null>(
  options: ObserverOptions,
  { stopping, code, presentation, makePlayer }: SessionKind<P>,
  show: (session: ObservedSession & { readonly player: P }) => Promise<void>,
): Promise<void> {
  let tell: (text: string) => void = () => undefined;
  const interrupt = takeInterrupt(() => stopping !== null && tell(stopping), code);
  const { signal, request } = interrupt;
  const pauseControl = createPauseControl(signal);
  try {
    const { ascii = false, ui } = options;
    const player = makePlayer({ pauseControl, signal });
    const presented = presentation.isPresented;
    const explain = createExplainer(options);
    const controls = createControls({ pauseControl, signal, stop: request, player, presented, explain });
    if (presented) pauseControl.pause();
    const observer = await chooseObserver(ui, { ascii, controls });
    tell = (text) => observer.incident(text);
    // Without a pace a round takes no time that is to be waited for.
    const mayBegin = (round: number) => player?.due(round, 0) ?? pauseControl.ready();
    await show({ observer, signal, pauseControl, mayBegin, player });
  } finally {
    interrupt.release();
  }
}

/** What a person at the screen can do to rounds that are to come, or to be shown. */
export function createControls({
  pauseControl,
  signal,
  stop,
  player,
  presented = false,
  explain = null,
}: Hands & {
  readonly stop: () => void;
  readonly player: Player | null;
  readonly presented?: boolean;
  readonly explain?: Controls['explain'];
}): Controls {
  const { pause, resume } = pauseControl;
  const { step } = player ?? pauseControl;
  return {
    get paused() {
      return pauseControl.paused;
    },
    get stopped() {
      return signal.aborted;
    },
    ...{ pause, resume, step, stop, playback: player, presented, explain },
  };
}
