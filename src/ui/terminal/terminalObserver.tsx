import { type Instance, render } from 'ink';
import { drawFrame } from '../draw/frame.js';
import { plain } from '../draw/text.js';
import { resultText } from '../linesObserver.js';
import type { Observer } from '../observer.js';
import { RunViewKeeper } from '../runView.js';
import { App, type ViewStore } from './App.js';
import { openScreen, type Screen, type Terminal } from './screen.js';

const FRAMES_PER_SECOND_MAX = 12;

/**
 * Shows a run full-screen, on the terminal's alternate screen, and leaves the last picture and the result behind.
 * `onInterrupt` is called for q and ctrl-c, which the terminal hands over as keys.
 */
export function terminalObserver(
  terminal: Terminal,
  { ascii, onInterrupt }: { ascii: boolean; onInterrupt: () => void },
): Observer {
  let keeper: RunViewKeeper | null = null;
  let screen: Screen | null = null;
  let app: Instance | null = null;
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  const unmount = () => {
    app?.unmount();
    app = null;
  };
  const mount = (store: ViewStore, { stdout }: Screen) => {
    app = render(<App store={store} size={sizeOf(terminal)} ascii={ascii} onInterrupt={onInterrupt} />, {
      stdout,
      stdin: terminal.stdin,
      exitOnCtrlC: false,
      patchConsole: false,
      isScreenReaderEnabled: false,
      maxFps: FRAMES_PER_SECOND_MAX,
      incrementalRendering: true,
    });
  };
  return {
    start: (facts) => {
      const current = new RunViewKeeper(facts);
      keeper = current;
      const store: ViewStore = {
        subscribe: (listener) => {
          listeners.add(listener);
          return () => void listeners.delete(listener);
        },
        snapshot: () => current.view,
      };
      // A new size is drawn from nothing: no line of the old one can be left behind.
      const opened = openScreen(terminal, {
        onResize: () => {
          unmount();
          opened.clear();
          mount(store, opened);
        },
        onLeave: unmount,
      });
      screen = opened;
      mount(store, opened);
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
      screen?.leave();
      if (keeper === null) return;
      const { view } = keeper;
      const { columns } = sizeOf(terminal);
      const picture = drawFrame(view, { columns: Math.min(columns, 120), rows: 20, ascii }).slice(0, -2);
      const text = picture.map((line) => plain(line).trimEnd()).join('\n');
      terminal.stdout.write(`${text}\n\n${resultText(view.facts, result, ending)}`);
    },
  };
}

function sizeOf({ stdout }: Terminal): { columns: number; rows: number } {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}
