import { type Instance, render } from 'ink';
import type { Line } from '../draw/text.js';
import { App } from './App.js';
import { readKeys } from './keyboard.js';
import { openScreen, type Terminal } from './screen.js';

/** A terminal's whole screen to draw lines on, and its keyboard. */
export interface Canvas {
  show(lines: readonly Line[]): void;
  /** Gives the terminal back as it was. Does nothing the second time. */
  leave(): void;
}

/**
 * Takes over a terminal. `onResize` is called when it has had a new size for a moment, `onKey` for every key.
 * The terminal is given back at the latest when the process exits.
 */
export function openCanvas(
  terminal: Terminal,
  { onResize, onKey }: { onResize: () => void; onKey: (key: string) => void },
): Canvas {
  let app: Instance | null = null;
  const onLeave = () => {
    giveKeysBack();
    app?.unmount();
    app = null;
  };
  const screen = openScreen(terminal, { onResize, onLeave });
  const giveKeysBack = readKeys(terminal.stdin, onKey);
  return {
    show: (lines) => {
      const picture = <App lines={lines} {...measureTerminal(terminal)} />;
      if (app !== null) app.rerender(picture);
      else app = render(picture, { ...INK, stdout: screen.frames, stdin: terminal.stdin });
    },
    leave: screen.leave,
  };
}

// In Ink's debug mode each of its writes is one whole frame, which is what the screen's painter takes.
const INK = { debug: true, exitOnCtrlC: false, patchConsole: false, isScreenReaderEnabled: false };

/** How many columns and rows a terminal has. */
export function measureTerminal({ stdout }: Terminal): { columns: number; rows: number } {
  return { columns: stdout.columns || 80, rows: stdout.rows || 24 };
}
