import { InputError } from '../errors/inputError.js';
import { jsonObserver } from '../ui/jsonObserver.js';
import { linesObserver } from '../ui/linesObserver.js';
import type { Observer } from '../ui/observer.js';
import { quietObserver } from '../ui/quietObserver.js';
import { terminalObserver } from '../ui/terminal/terminalObserver.js';
import { oneOf } from './arguments.js';

/** What `--ui` takes. */
export const USER_INTERFACES = ['auto', 'tui', 'lines', 'json', 'quiet'] as const;

/** The observer that `--ui` names; `auto` is the full screen on a terminal that can show it, else plain lines. */
export function chooseObserver(name: string, options: { ascii: boolean; onInterrupt: () => void }): Observer {
  const { stdin, stdout, stderr, env } = process;
  const kind = oneOf('--ui', name, USER_INTERFACES);
  const isTerminal = Boolean(stdin.isTTY && stdout.isTTY) && env.TERM !== 'dumb';
  if (kind === 'json') return jsonObserver(stdout);
  if (kind === 'quiet') return quietObserver(stdout);
  if (kind === 'tui' && !isTerminal) {
    throw new InputError({
      place: { file: '--ui' },
      found: 'tui',
      problem: 'standard input and output are not a terminal',
      allowed: 'lines, json, quiet',
    });
  }
  const fullScreen = kind === 'tui' || (kind === 'auto' && isTerminal && !env.CI);
  return fullScreen
    ? terminalObserver({ stdin, stdout }, options)
    : linesObserver({ progress: stderr, results: stdout });
}
