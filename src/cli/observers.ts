import { InputError } from '../errors/inputError.js';
import type { Controls } from '../ui/controls.js';
import { jsonObserver } from '../ui/jsonObserver.js';
import { linesObserver } from '../ui/linesObserver.js';
import type { Observer } from '../ui/observer.js';
import { quietObserver } from '../ui/quietObserver.js';
import type { HomeAnswer, HomeScreenOptions } from '../ui/terminal/homeScreen.js';
import type { SweepScreen, SweepScreenOptions } from '../ui/terminal/sweepScreen.js';
import type { Terminal } from '../ui/terminal/screen.js';
import { parseChoice } from './arguments.js';
import { chosenTheme } from './themeOption.js';

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
  const { stdin, stdout, stderr } = process;
  const kind = chooseInterface(name);
  if (kind === 'json') return jsonObserver(stdout);
  if (kind === 'quiet') return quietObserver(stdout);
  if (kind === 'lines') return linesObserver({ progress: stderr, results: stdout });
  const colors = await prepareFullScreen();
  const { terminalObserver } = await import('../ui/terminal/terminalObserver.js');
  return terminalObserver({ stdin, stdout }, { ...options, colors });
}

/** A screen for a sweep on this process's terminal. */
export async function openScreen(options: Omit<SweepScreenOptions, 'colors'>): Promise<SweepScreen> {
  const { stdin, stdout } = process;
  const colors = await prepareFullScreen();
  const { openSweepScreen } = await import('../ui/terminal/sweepScreen.js');
  return openSweepScreen({ stdin, stdout }, { ...options, colors });
}

/** Shows the home screen on this process's terminal, until somebody asks for what is done elsewhere. */
export async function openHome(options: Omit<HomeScreenOptions, 'colors'>): Promise<HomeAnswer> {
  const { stdin, stdout } = process;
  const colors = await prepareFullScreen();
  const { showHome } = await import('../ui/terminal/homeScreen.js');
  return showHome({ stdin, stdout }, { ...options, colors });
}

/** Sees to the theme. Returns whether the terminal has colours for pictures. */
async function prepareFullScreen(): Promise<boolean> {
  // Ink draws nothing where it sees CI set; who gets here asked for the full screen all the same.
  // Unset, not `false`: colours are left out where CI is set to anything.
  delete process.env.CI;
  delete process.env.CONTINUOUS_INTEGRATION;
  const { stdin, stdout, env } = process;
  const colorBits = stdout.getColorDepth();
  await wearChosenTheme({ stdin, stdout }, { colorBits, env });
  return colorBits >= COLOR_BITS_MIN;
}

/** A terminal with the colours of its own names is asked nothing: they fit what is behind them, or not. */
async function wearChosenTheme(
  terminal: Terminal,
  { colorBits, env }: { readonly colorBits: number; readonly env: NodeJS.ProcessEnv },
): Promise<void> {
  const { wearTheme } = await import('../ui/terminal/styled.js');
  const theme = chosenTheme();
  if (theme !== 'auto') return wearTheme(theme);
  if (colorBits < COLOR_BITS_MIN) return;
  const { askBackground } = await import('../ui/terminal/background.js');
  wearTheme((await askBackground(terminal, env)) ?? 'terminal');
}

/** What `--ui` takes where there are many runs. */
export const SWEEP_INTERFACES = ['auto', 'tui', 'lines'] as const;

/** How `--ui` has many runs shown: on the full screen, or null: as lines. */
export function chooseSweepScreen({ ui, ascii = false }: { ui: string; ascii?: boolean }): {
  readonly ascii: boolean;
} | null {
  parseChoice('--ui', ui, SWEEP_INTERFACES);
  return isFullScreen(ui) ? { ascii } : null;
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
