import { EventEmitter } from 'node:events';
import xterm from '@xterm/headless';
import { PassThrough } from 'node:stream';

/**
 * A terminal that takes what a program writes, and shows what a person would see.
 * A new line starts at the left edge, as a kernel's terminal has it.
 */
export function virtualTerminal(columns = 80, rows = 24) {
  const screen = new xterm.Terminal({
    cols: columns,
    rows,
    allowProposedApi: true,
    scrollback: 1000,
    convertEol: true,
  });
  const written: string[] = [];
  const write = (text: string) => {
    written.push(text);
    screen.write(text);
    return true;
  };
  const stdout = Object.assign(new EventEmitter(), {
    ...{ write, columns, rows, isTTY: true, getColorDepth: () => 8 },
  });
  const stdin = Object.assign(new PassThrough(), {
    ...{ isTTY: true, setRawMode: () => undefined, ref: () => undefined, unref: () => undefined },
  });
  return {
    terminal: { stdout, stdin } as unknown as { stdout: NodeJS.WriteStream; stdin: NodeJS.ReadStream },
    write,
    /** Everything that was written so far. */
    written: () => written.join(''),
    forget: () => void written.splice(0),
    press: (keys: string) => void stdin.write(keys),
    resize: (toColumns: number, toRows: number) => {
      screen.resize(toColumns, toRows);
      Object.assign(stdout, { columns: toColumns, rows: toRows });
      stdout.emit('resize');
    },
    /** The lines that are seen, once all that was written has been taken in. */
    lines: async (): Promise<string[]> => {
      await new Promise<void>((resolve) => screen.write('', resolve));
      const { active } = screen.buffer;
      return Array.from(
        { length: screen.rows },
        (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
      );
    },
  };
}
