import { type Instance, render } from 'ink';
import type { Controls } from '../controls.js';
import { drawFrame } from '../draw/frame.js';
import { plain } from '../draw/text.js';
import { resultText } from '../linesObserver.js';
import type { Observer } from '../observer.js';
import { RunViewKeeper } from '../runView.js';
import { App } from './App.js';
import { openScreen, type Screen, type Terminal } from './screen.js';

const REPAINT_REST_MS = 85; // at most 12 repaints a second

/**
 * Shows a run full-screen, on the terminal's alternate screen, and leaves the last picture and the result behind.
 * Keys are turned into what `controls` can do.
 */
export function terminalObserver(
  terminal: Terminal,
  { ascii, colors, controls }: { ascii: boolean; colors: boolean; controls: Controls },
): Observer {
  let keeper: RunViewKeeper | null = null;
  let screen: Screen | null = null;
  let app: Instance | null = null;
  let resting: NodeJS.Timeout | null = null;
  const show = () => {
    if (keeper === null) return;
    const picture = (
      <App view={keeper.view} room={{ ...sizeOf(terminal), ascii, colors }} onInterrupt={controls.stop} />
    );
    if (app !== null) app.rerender(picture);
    else if (screen !== null) app = render(picture, { ...INK, stdout: screen.frames, stdin: terminal.stdin });
  };
  const showSoon = () => {
    resting ??= setTimeout(() => {
      resting = null;
      show();
    }, REPAINT_REST_MS);
  };
  const stop = () => {
    if (resting !== null) clearTimeout(resting);
    app?.unmount();
    app = null;
    screen = null;
  };
  return {
    start: (facts) => {
      keeper = new RunViewKeeper(facts);
      screen = openScreen(terminal, { onResize: show, onLeave: stop });
      show();
    },
    recall: (round) => keeper?.recall(round),
    round: (round) => {
      keeper?.add(round);
      showSoon();
    },
    notice: (text) => {
      keeper?.note(text);
      showSoon();
    },
    finish: async (result, ending, detail) => {
      screen?.leave();
      if (keeper === null) return;
      const { view } = keeper;
      const { columns } = sizeOf(terminal);
      const room = { columns: Math.min(columns, 120), rows: 22, ascii, colors: false };
      const picture = drawFrame(view, room).slice(0, -2);
      const text = picture.map((line) => plain(line).trimEnd()).join('\n');
      terminal.stdout.write(`${text}\n\n${resultText(view.facts, result, ending, detail)}`);
    },
  };
}

// In Ink's debug mode each of its writes is one whole frame, which is what the screen's painter takes.
const INK = { debug: true, exitOnCtrlC: false, patchConsole: false, isScreenReaderEnabled: false };

function sizeOf({ stdout }: Terminal): { columns: number; rows: number } {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}
