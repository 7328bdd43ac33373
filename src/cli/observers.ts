import { InputError } from '../errors/inputError.js';
import type { Controls } from '../ui/controls.js';
import { jsonObserver } from '../ui/jsonObserver.js';
import { linesObserver } from '../ui/linesObserver.js';
import type { Observer } from '../ui/observer.js';
import { quietObserver } from '../ui/quietObserver.js';
import { parseChoice } from './arguments.js';

/** What `--ui` takes. */
export const USER_INTERFACES = ['auto', 'tui', 'lines', 'json', 'quiet'] as const;

/** Of a terminal's colours, so that a picture can be seen in them. */
const COLOR_BITS_MIN = 8;

interface ObserverOptions {
  readonly ascii: boolean;
  readonly controls: Controls;
}

/** The observer that `--ui` names. Throws an InputError where it cannot be had. */
export async function chooseObserver(name: string, options: ObserverOptions): Promise<Observer> {
  const { stdin, stdout, stderr, env } = process;
  const kind = chooseInterface(name);
  if (kind === 'json') return jsonObserver(stdout);
  if (kind === 'quiet') return quietObserver(stdout);
  if (kind === 'lines') return linesObserver({ progress: stderr, results: stdout });
  // Ink draws nothing where it sees CI set; who gets here asked for the full screen all the same.
  // Unset, not `false`: colours are left out where CI is set to anything.
  delete env.CI;
  delete env.CONTINUOUS_INTEGRATION;
  const { terminalObserver } = await import('../ui/terminal/terminalObserver.js');
  const colors = stdout.getColorDepth() >= COLOR_BITS_MIN;
  return terminalObserver({ stdin, stdout }, { ...options, colors });
}

/** Whether `--ui` means the full screen. */
export function isFullScreen(name: string): boolean {
  return chooseInterface(name) === 'tui';
}

/** What `--ui` means here: `auto` is the full screen on a terminal that can show it, else plain lines. */
function chooseInterface(name: string): 'tui' | 'lines' | 'json' | 'quiet' {
  const { stdin, stdout, env } = process;
  const kind = parseChoice('--ui', name, USER_INTERFACES);
  if (kind !== 'auto' && kind !== 'tui') return kind;
  const isTerminal = Boolean(stdin.isTTY && stdout.isTTY) && env.TERM !== 'dumb';
  if (kind === 'tui' && !isTerminal) {
    throw new InputError({
      place: { file: '--ui' },
      found: 'tui',
      problem: 'standard input and output are not a terminal that can be drawn on',
      allowed: 'lines, json, quiet',
    });
  }
  const wantsLines = isSet(env.CI) || isSet(env.CONTINUOUS_INTEGRATION) || isSet(env.INK_SCREEN_READER);
  return isTerminal && !(kind === 'auto' && wantsLines) ? 'tui' : 'lines';
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && !['', '0', 'false'].includes(value);
}
