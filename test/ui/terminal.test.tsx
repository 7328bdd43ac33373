import { render } from 'ink-testing-library';
import { describe, expect, test } from 'vitest';
import { App } from '../../src/ui/terminal/App.js';
import { createPainter } from '../../src/ui/terminal/painter.js';
import { keeperOf } from '../support/madeUpRun.js';

/** What a terminal of that height shows after the text was written to it. Knows what the painter uses. */
function screenAfter(writes: readonly string[], rows: number): string[] {
  const screen = new Array<string>(rows).fill('');
  let row = 0;
  for (const token of writes.join('').match(/\x1b\[[\d;?]*[A-Za-z]|[^\x1b]+/g) ?? []) {
    const place = /^\x1b\[(\d+);1H$/.exec(token);
    if (place) row = Number(place[1]) - 1;
    else if (token === '\x1b[2K') screen[row] = '';
    else if (!token.startsWith('\x1b')) screen[row] += token;
  }
  return screen;
}

describe('the painter', () => {
  test('writes only lines that changed, and clears those that are gone', () => {
    const writes: string[] = [];
    const painter = createPainter((text) => writes.push(text));
    painter.paint('a\nb\nc');
    painter.paint('a\nB\nc');
    expect(writes[1]).toContain('B');
    expect(writes[1]).not.toContain('a');
    painter.paint('a\nB\nc');
    expect(writes).toHaveLength(2);
    painter.paint('x');
    expect(screenAfter(writes, 4)).toEqual(['x', '', '', '']);
  });

  test('paints everything anew after the screen was cleared', () => {
    const writes: string[] = [];
    const painter = createPainter((text) => writes.push(text));
    painter.paint('a\nb');
    painter.forget();
    painter.paint('a\nb');
    expect(screenAfter(writes.slice(1), 2)).toEqual(['a', 'b']);
  });

  test('never clears the terminal’s scrollback or the whole screen', () => {
    const writes: string[] = [];
    const painter = createPainter((text) => writes.push(text));
    for (let k = 0; k < 50; k++) painter.paint(`${k}\n${'line\n'.repeat(k % 7)}`);
    expect(writes.join('')).not.toMatch(/\x1b\[[23]?J|\x1bc/);
  });
});

describe('the screen', () => {
  const room = { columns: 80, rows: 24, ascii: false, colors: false };

  test('shows the picture of the run', () => {
    const { lastFrame } = render(<App view={keeperOf(20).view} room={room} onInterrupt={() => undefined} />);
    expect(lastFrame()).toContain('krum chose  ●●○●●○●●○●●○●●○●●○●●');
    expect(lastFrame()!.split('\n')).toHaveLength(24);
  });

  test.each([
    ['q', 1],
    ['\x03', 1],
    ['qq', 2],
    ['\x03\x03', 2],
    ['x', 0],
  ])('takes %j as %d requests to stop', async (keys, requests) => {
    let asked = 0;
    const { stdin } = render(<App view={keeperOf(1).view} room={room} onInterrupt={() => asked++} />);
    await new Promise((resolve) => setTimeout(resolve, 20));
    stdin.write(keys);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(asked).toBe(requests);
  });
});
