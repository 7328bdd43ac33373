import { Text, Transform } from 'ink';
import type { ReactElement } from 'react';
import type { Line } from '../draw/text.js';
import { styled } from './styled.js';

interface AppProps {
  readonly lines: readonly Line[];
  readonly columns: number;
  readonly rows: number;
}

/**
 * Lines of text on a whole screen. Ink remembers for ever every text that it measures, and a screen that is
 * left open shows new ones all day: it is given blanks to measure, and the lines where it writes.
 */
export function App({ lines, columns, rows }: AppProps): ReactElement {
  const blank = new Array<string>(rows).fill(' '.repeat(columns)).join('\n');
  return (
    <Transform transform={(_, row) => styled(lines[row] ?? [])}>
      <Text>{blank}</Text>
    </Transform>
  );
}
