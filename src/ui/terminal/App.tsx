import { Box, Text, useInput } from 'ink';
import type { ReactElement } from 'react';
import { drawFrame } from '../draw/frame.js';
import type { Room } from '../draw/room.js';
import type { Line, Tone } from '../draw/text.js';
import type { RunView } from '../runView.js';

interface AppProps {
  readonly view: RunView;
  readonly room: Room;
  /** Called when the user asks to stop. */
  readonly onInterrupt: () => void;
}

/** The screen of a running simulation. */
export function App({ view, room, onInterrupt }: AppProps): ReactElement {
  useInput((input, key) => {
    if (key.ctrl && input === 'c') onInterrupt();
    // Keys that are pressed fast arrive together.
    else
      for (const character of input)
        if (character === 'q' || character === 'Q' || character === '\x03') onInterrupt();
  });
  return (
    <Box flexDirection="column" height={room.rows} overflow="hidden">
      {drawFrame(view, room).map((line, index) => (
        <FrameLine key={index} line={line} />
      ))}
    </Box>
  );
}

function FrameLine({ line }: { readonly line: Line }): ReactElement {
  return (
    <Text wrap="truncate">
      {line.length === 0 ? ' ' : null}
      {line.map(({ text, tone, colors }, index) => (
        <Text
          key={index}
          {...(tone ? LOOKS[tone] : {})}
          {...(colors ? { color: colors.text, backgroundColor: colors.behind } : {})}
        >
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
