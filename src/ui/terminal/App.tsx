import { Box, Text, useInput } from 'ink';
import { type ReactElement, useSyncExternalStore } from 'react';
import { drawFrame } from '../draw/frame.js';
import type { Line, Tone } from '../draw/text.js';
import type { RunView } from '../runView.js';

/** A view that changes, and whom to tell. */
export interface ViewStore {
  readonly subscribe: (listener: () => void) => () => void;
  readonly snapshot: () => RunView;
}

interface AppProps {
  readonly store: ViewStore;
  readonly size: { readonly columns: number; readonly rows: number };
  /** Draw with ASCII characters alone. */
  readonly ascii: boolean;
  /** Called when the user asks to stop. */
  readonly onInterrupt: () => void;
}

/** The screen of a running simulation. */
export function App({ store, size, ascii, onInterrupt }: AppProps): ReactElement {
  const view = useSyncExternalStore(store.subscribe, store.snapshot);
  const { columns, rows } = size;
  useInput((input, key) => {
    if (key.ctrl && input === 'c') onInterrupt();
    // Keys that are pressed fast arrive together.
    else for (const character of input) if (character === 'q' || character === '\x03') onInterrupt();
  });
  // One row less than the terminal has, for the line break that Ink ends a frame with.
  const lines = drawFrame(view, { columns, rows: rows - 1, ascii });
  return (
    <Box flexDirection="column" height={rows - 1} overflow="hidden">
      {lines.map((line, index) => (
        <FrameLine key={index} line={line} />
      ))}
    </Box>
  );
}

function FrameLine({ line }: { readonly line: Line }): ReactElement {
  return (
    <Text wrap="truncate">
      {line.length === 0 ? ' ' : null}
      {line.map(({ text, tone }, index) => (
        <Text key={index} {...(tone ? LOOKS[tone] : {})}>
          {text}
        </Text>
      ))}
    </Text>
  );
}

const LOOKS: Readonly<Record<Tone, { color?: string; bold?: boolean; dimColor?: boolean }>> = {
  title: { bold: true },
  quiet: { dimColor: true },
  honest: { color: 'cyan' },
  corrupted: { color: 'red', bold: true },
  chart: { color: 'blueBright' },
  alert: { color: 'yellow' },
};
