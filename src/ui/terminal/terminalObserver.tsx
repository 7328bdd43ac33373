import { type Instance, render } from 'ink';
import { drawFrame } from '../draw/frame.js';
import { plain } from '../draw/text.js';
import { resultText } from '../linesObserver.js';
import type { Observer } from '../observer.js';
import { RunViewKeeper } from '../runView.js';
import { App } from './App.js';

const FRAMES_PER_SECOND_MAX = 12;
const ENTER_SCREEN = '\x1b[?1049h\x1b[H';
const LEAVE_SCREEN = '\x1b[?1049l\x1b[?25h';

/** Streams of a terminal: its screen and its keyboard. */
export interface Terminal {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
}

/**
 * Shows a run full-screen, on the terminal's alternate screen, and leaves the last picture and the result behind.
 * `onInterrupt` is called for q and ctrl-c, which the terminal hands over as keys.
 */
export function terminalObserver(
  { stdout, stdin }: Terminal,
  { ascii, onInterrupt }: { ascii: boolean; onInterrupt: () => void },
): Observer {
  let keeper: RunViewKeeper | null = null;
  let app: Instance | null = null;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const leave = () => {
    if (app === null) return;
    app.unmount();
    app = null;
    stdout.write(LEAVE_SCREEN);
    process.off('exit', leave);
  };
  return {
    start: (facts) => {
      const current = new RunViewKeeper(facts);
      keeper = current;
      const store = {
        subscribe: (listener: () => void) => {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
        snapshot: () => current.view,
      };
      stdout.write(ENTER_SCREEN);
      process.on('exit', leave);
      app = render(<App store={store} ascii={ascii} onInterrupt={onInterrupt} />, {
        stdout,
        stdin,
        exitOnCtrlC: false,
        patchConsole: false,
        maxFps: FRAMES_PER_SECOND_MAX,
        incrementalRendering: true,
      });
    },
    round: (round) => {
      keeper?.add(round);
      tell();
    },
    notice: (text) => {
      keeper?.note(text);
      tell();
    },
    finish: async (result, ending) => {
      leave();
      if (keeper === null) return;
      const { view } = keeper;
      const room = { columns: Math.min(stdout.columns || 80, 120), rows: 20, ascii };
      const picture = drawFrame(view, room).slice(0, -2).map(plain);
      stdout.write(`${picture.map((line) => line.trimEnd()).join('\n')}\n\n`);
      stdout.write(resultText(view.facts, result, ending));
    },
  };
}
