import type { Command } from 'commander';
import { createPace, type Pace } from '../rounds/pace.js';
import type { Observer } from '../ui/observer.js';
import { EXIT } from './exitCodes.js';
import { takeInterrupt } from './interrupt.js';
import { chooseObserver, USER_INTERFACES } from './observers.js';
import { createPlayer, type Player } from './playback.js';

/** The options of every command that shows rounds, as they are typed. */
export interface AudienceOptions {
  readonly ui: string;
  readonly ascii?: boolean;
}

/** Who sees rounds, and what is done to the rounds that are to come. */
export interface Audience {
  readonly observer: Observer;
  /** Aborted when somebody asked to stop. */
  readonly signal: AbortSignal;
  readonly pace: Pace;
}

/** The same of rounds that are only looked at. */
export interface Viewing extends Audience {
  readonly player: Player;
}

/** Gives a command the options of those that show rounds. */
export function takesAudience(command: Command): Command {
  return command
    .option('--ui <kind>', `${USER_INTERFACES.join(', ')}`, 'auto')
    .option('--ascii', 'draw with ASCII characters alone');
}

/**
 * Sets up an observer, a hand on ctrl-c and one on the pace
 * of rounds that are played, for as long as `show` takes.
 */
export function beforeAudience(
  options: AudienceOptions,
  show: (audience: Audience) => Promise<void>,
): Promise<void> {
  const stopping = 'stopping after this round; once more stops at once';
  return gather(options, { stopping, code: EXIT.interrupted, playerOf: () => null }, show);
}

/** The same for rounds that are only looked at, at a speed: who stops looking has interrupted nothing. */
export function whileViewing(
  options: AudienceOptions,
  speed: number,
  show: (viewing: Viewing) => Promise<void>,
): Promise<void> {
  const playerOf = (hands: Pick<Audience, 'pace' | 'signal'>) => createPlayer(speed, hands);
  return gather(options, { stopping: null, code: EXIT.done, playerOf }, show);
}

interface Manner<P> {
  /** What is said to who asks to stop. */
  readonly stopping: string | null;
  /** The exit code where it is asked for again. */
  readonly code: number;
  readonly playerOf: (hands: Pick<Audience, 'pace' | 'signal'>) => P;
}

async function gather<P extends Player | null>(
  options: AudienceOptions,
  { stopping, code, playerOf }: Manner<P>,
  show: (audience: Audience & { readonly player: P }) => Promise<void>,
): Promise<void> {
  let tell: (text: string) => void = () => undefined;
  const interrupt = takeInterrupt(() => stopping !== null && tell(stopping), code);
  const { signal, request } = interrupt;
  const pace = createPace(signal);
  try {
    const { ascii = false, ui } = options;
    const player = playerOf({ pace, signal });
    const { pause, resume } = pace;
    const { step } = player ?? pace;
    const controls = {
      get paused() {
        return pace.paused;
      },
      get stopped() {
        return signal.aborted;
      },
      ...{ pause, resume, step, stop: request, playback: player },
    };
    const observer = await chooseObserver(ui, { ascii, controls });
    tell = (text) => observer.notice(text);
    await show({ observer, signal, pace, player });
  } finally {
    interrupt.release();
  }
}
