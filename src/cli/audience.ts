import type { Command } from 'commander';
import { createPace, type Pace } from '../rounds/pace.js';
import type { Playback } from '../ui/controls.js';
import type { Observer } from '../ui/observer.js';
import { takeInterrupt } from './interrupt.js';
import { chooseObserver, USER_INTERFACES } from './observers.js';

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

/** Gives a command the options of those that show rounds. */
export function takesAudience(command: Command): Command {
  return command
    .option('--ui <kind>', `${USER_INTERFACES.join(', ')}`, 'auto')
    .option('--ascii', 'draw with ASCII characters alone');
}

/** Sets up an observer, a hand on ctrl-c and one on the pace of rounds, for as long as `show` takes. */
export async function beforeAudience(
  options: AudienceOptions,
  show: (audience: Audience) => Promise<void>,
  playback: Playback | null = null,
): Promise<void> {
  let tell: (text: string) => void = () => undefined;
  const interrupt = takeInterrupt(() => tell('stopping after this round; once more stops at once'));
  const { signal, request } = interrupt;
  const pace = createPace(signal);
  try {
    const { ascii = false, ui } = options;
    const { pause, resume, step } = pace;
    const controls = {
      get paused() {
        return pace.paused;
      },
      get stopped() {
        return signal.aborted;
      },
      ...{ pause, resume, step, stop: request, playback },
    };
    const observer = await chooseObserver(ui, { ascii, controls });
    tell = (text) => observer.notice(text);
    await show({ observer, signal, pace });
  } finally {
    interrupt.release();
  }
}
