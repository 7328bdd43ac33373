import { describe, expect, test, vi } from 'vitest';
import { createPauseControl } from '../../src/rounds/pauseControl.js';
import { ResultSummary } from '../../src/runs/result.js';
import { drawScreen } from '../../src/ui/draw/screen.js';
import { plain } from '../../src/ui/draw/text.js';
import { createPainter } from '../../src/ui/terminal/painter.js';
import { readKeys } from '../../src/ui/terminal/keyboard.js';
import { terminalObserver } from '../../src/ui/terminal/terminalObserver.js';
import { madeUp, makeFacts, makeHistory, makeViewModel } from '../support/madeUpRun.js';
import { script } from '../support/program.js';
import { virtualTerminal } from '../support/virtualTerminal.js';

const drawnAt = (rounds: number, columns: number, rows: number) =>
  drawScreen(makeViewModel(makeHistory(rounds)), { columns, rows, ascii: false, colors: false }).map((line) =>
    plain(line).trimEnd(),
  );

/** Waits until that holds; a screen is painted only so many times a second. */
const until = (holds: () => Promise<unknown>) => vi.waitFor(holds, { timeout: 10_000, interval: 30 });

const settle = (ms = 150) => new Promise((resolve) => setTimeout(resolve, ms));

/** Sequences that clear the screen or what was scrolled off it, or reset the terminal. */
const CLEARS = /\x1b\[[0-3]?J|\x1bc/g;

describe('the painter', () => {
  test('writes only lines that changed, and clears those that are gone', async () => {
    const { write, written, forget, lines } = virtualTerminal(20, 4);
    const painter = createPainter(write);
    painter.paint('a\nb\nc');
    forget();
    painter.paint('a\nB\nc');
    expect(written()).toContain('B');
    expect(written()).not.toContain('a');
    forget();
    painter.paint('a\nB\nc');
    expect(written()).toBe('');
    painter.paint('x');
    expect(await lines()).toEqual(['x', '', '', '']);
  });

  test('paints everything anew after the screen was cleared', async () => {
    const { write, lines } = virtualTerminal(20, 2);
    const painter = createPainter(write);
    painter.paint('a\nb');
    write('\x1b[2J');
    painter.forget();
    painter.paint('a\nb');
    expect(await lines()).toEqual(['a', 'b']);
  });

  test('never clears the terminal’s scrollback or the whole screen', () => {
    const { write, written } = virtualTerminal();
    const painter = createPainter(write);
    for (let k = 0; k < 50; k++) painter.paint(`${k}\n${'line\n'.repeat(k % 7)}`);
    expect(written()).not.toMatch(CLEARS);
  });
});

describe('the keyboard', () => {
  test.each([
    ['q', ['q']],
    [' ', ['space']],
    ['nnn', ['n', 'n', 'n']],
    ['\x1b[D\x1b[D\x1b[C', ['left', 'left', 'right']],
    ['\x1b[1;2D\x1b[5~\x1b[6~\x1b[H\x1b[F', ['shift+left', 'pageup', 'pagedown', 'home', 'end']],
    ['\x1bOH\x1bOF\x1b[A\x1b[B', ['home', 'end', 'up', 'down']],
    ['\t\x1b[Z\r\n', ['tab', 'shift+tab', 'return', 'return']],
    ['\x03\x03', ['ctrl+c', 'ctrl+c']],
    ['g12\x7f\r', ['g', '1', '2', 'backspace', 'return']],
    ['\x1b', ['escape']],
    ['P?+-=', ['P', '?', '+', '-', '=']],
    ['é漢\x01', ['ctrl+a']],
  ])('hands over %j', async (typed, keys) => {
    const { terminal, press } = virtualTerminal();
    const heard: string[] = [];
    const release = readKeys(terminal.stdin, (key) => heard.push(key));
    press(typed);
    await settle(90);
    expect(heard).toEqual(keys);
    release();
    press('q');
    await settle(20);
    expect(heard).toEqual(keys);
  });
});

/** An observer on a terminal, with what a person asked for. */
function onScreen(columns = 80, rows = 24, facts = makeFacts()) {
  const virtual = virtualTerminal(columns, rows);
  const controller = new AbortController();
  const pace = createPauseControl(controller.signal);
  const { pause, resume, step } = pace;
  const controls = {
    get paused() {
      return pace.paused;
    },
    get stopped() {
      return controller.signal.aborted;
    },
    ...{
      pause,
      resume,
      step,
      stop: () => controller.abort(),
      playback: null,
      presented: false,
      explain: null,
    },
  };
  const observer = terminalObserver(virtual.terminal, { ascii: false, colors: false, controls });
  observer.start(facts);
  return { ...virtual, observer, controls, pace, signal: controller.signal, facts };
}

const result = (rounds: number) => {
  const summary = new ResultSummary();
  for (let round = 0; round < rounds; round++) summary.add(madeUp(round).record);
  return summary.result(60);
};

describe('the full screen', () => {
  test('shows exactly the lines that are drawn', async () => {
    const { observer, lines } = onScreen();
    for (let round = 0; round < 20; round++) observer.round(madeUp(round));
    await until(async () => expect(await lines()).toEqual(drawnAt(20, 80, 24)));
    await observer.finish(result(20), 'interrupted');
  });

  test('pauses, steps, looks back and asks before it stops', async () => {
    const { observer, press, lines, pace, signal } = onScreen();
    for (let round = 0; round < 20; round++) observer.round(madeUp(round));
    const says = (status: string) =>
      until(async () => expect((await lines())[2].split(/ {2,}/)[0]).toBe(status));
    press(' ');
    await says('20 of 60 rounds · paused');
    expect(pace.paused).toBe(true);
    press('n');
    expect(await pace.ready()).toBe(true); // a step was let through
    observer.round(madeUp(20));
    press('\x1b[D\x1b[D');
    await says('round 18 is shown · paused at 21 of 60');
    press('q');
    await until(async () => expect((await lines())[23]).toContain('y: stop'));
    press('n');
    await until(async () => expect((await lines())[23]).toContain('? keys'));
    expect(signal.aborted).toBe(false);
    press('qy');
    await until(async () => expect(signal.aborted).toBe(true));
    await observer.finish(result(21), 'interrupted');
  });

  test('leaves no debris when it is resized in the middle, and fills the new size', async () => {
    const { observer, resize, lines } = onScreen(120, 40);
    for (let round = 0; round < 20; round++) observer.round(madeUp(round));
    await until(async () => expect(await lines()).toEqual(drawnAt(20, 120, 40)));
    for (const [columns, rows] of [
      [60, 16],
      [200, 60],
      [80, 24],
    ]) {
      resize(columns, rows);
      await until(async () => expect(await lines()).toEqual(drawnAt(20, columns, rows)));
    }
    await observer.finish(result(20), 'interrupted');
  });

  test('clears nothing but its own alternate screen, once, and gives the terminal back', async () => {
    const { observer, press, written, lines } = onScreen();
    for (let round = 0; round < 60; round++) {
      observer.round(madeUp(round));
      if (round % 20 === 0) {
        press('2');
        await settle(120);
      }
    }
    const finished = observer.finish(result(60), 'complete');
    press('q');
    await finished;
    const text = written();
    expect(text.match(CLEARS)).toHaveLength(1);
    expect(text.indexOf('\x1b[2J')).toBeGreaterThan(text.indexOf('\x1b[?1049h'));
    expect(text).toContain('\x1b[?25h\x1b[?1049l');
    expect((await lines()).join('\n')).toContain('digest     ddddd');
  });

  test('stays open at the end until it is left by a key, or by a signal', async () => {
    for (const isSignal of [false, true]) {
      const { observer, lines, press, controls } = onScreen();
      for (let round = 0; round < 60; round++) observer.round(madeUp(round));
      let left = false;
      void observer.finish(result(60), 'complete').then(() => (left = true));
      await until(async () => expect((await lines())[2]).toContain('60 of 60 rounds · the run is complete'));
      press('2');
      await until(async () => expect((await lines())[2]).toContain('[2 round]'));
      expect((await lines()).at(-1)).toMatch(/^\? keys · q leaves · ← → rounds/);
      expect(left).toBe(false);
      if (isSignal) controls.stop();
      else press('q');
      await until(async () => expect(left).toBe(true));
    }
  });

  test('stays open at the end while somebody looks back, and always over a recording', async () => {
    const looking = onScreen();
    for (let round = 0; round < 60; round++) looking.observer.round(madeUp(round));
    looking.press('\x1b[D');
    await settle(60);
    let left = false;
    void looking.observer.finish(result(60), 'complete').then(() => (left = true));
    await until(async () => expect((await looking.lines())[2]).toContain('round 58 is shown · ended'));
    expect(left).toBe(false);
    looking.press('q');
    await until(async () => expect(left).toBe(true));

    const watching = onScreen(80, 24, { ...makeFacts(), watched: true });
    watching.observer.round(madeUp(0));
    let gone = false;
    void watching.observer.finish(result(1), 'complete').then(() => (gone = true));
    await settle(60);
    expect(gone).toBe(false);
    watching.press('\x03');
    await until(async () => expect(gone).toBe(true));
  });

  test('paints 800 times in bounded memory, and leaves no performance entries', async () => {
    const { code, stdout, stderr } = await script(SOAK);
    expect([code, stderr]).toEqual([0, '']);
    const { paints, entries, grownBytes } = JSON.parse(stdout) as Record<string, number>;
    expect(paints).toBe(800);
    expect(entries).toBe(0);
    expect(grownBytes).toBeLessThan(3e6);
  }, 180_000);
});

/** Paints a screen that changes 800 times with the built program, as React is in production. */
const SOAK = `
  const { openCanvas } = await import('./dist/ui/terminal/canvas.js');
  const { EventEmitter } = await import('node:events');
  const { PassThrough } = await import('node:stream');
  let paints = 0;
  const write = () => { paints++; return true; };
  const stdout = Object.assign(new EventEmitter(), { columns: 80, rows: 24, isTTY: true, write });
  const stdin = Object.assign(new PassThrough(), { isTTY: true });
  const canvas = openCanvas({ stdout, stdin }, { onResize() {}, onKey() {} });
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const paint = async (count) => {
    for (let k = 0; k < count; k++) {
      canvas.show(Array.from({ length: 24 }, (_, row) => [{ text: 'round ' + k + ' ' + row, tone: 'honest' }, { text: ' x' }]));
      await turn();
    }
    gc();
    return process.memoryUsage().heapUsed;
  };
  const before = await paint(200);
  paints = 0;
  const after = await paint(800);
  console.log(JSON.stringify({ paints, entries: performance.getEntries().length, grownBytes: after - before }));
  process.exit(0);
`;
