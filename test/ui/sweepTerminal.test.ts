import { expect, test, vi } from 'vitest';
import { createPauseControl } from '../../src/rounds/pauseControl.js';
import { drawSweepScreen } from '../../src/ui/draw/sweepScreen.js';
import { plain } from '../../src/ui/draw/text.js';
import type { LookInto } from '../../src/ui/terminal/runLook.js';
import { openSweepScreen } from '../../src/ui/terminal/sweepScreen.js';
import { madeUp, makeFacts } from '../support/madeUpRun.js';
import { makeLongSweep, makeSweepFacts, makeSweepModel } from '../support/madeUpSweep.js';
import { virtualTerminal } from '../support/virtualTerminal.js';

/** A screen of four runs, of which the last shows nothing when it is looked into. */
function onScreen(facts = makeSweepFacts(), columns = 80, rows = 24) {
  const virtual = virtualTerminal(columns, rows);
  const told: string[] = [];
  const { signal } = new AbortController();
  const pauseControl = createPauseControl(signal);
  const { pause, resume, step } = pauseControl;
  const lookInto: LookInto = (index, { stop, observe }) => {
    if (index === 3) return null;
    told.push(`into ${index}`);
    const observer = observe({
      ...{ paused: false, pause, resume, step, stop },
      stopped: false,
      playback: null,
      presented: false,
      explain: null,
    });
    observer.start({ ...makeFacts('mean'), watched: true });
    for (let round = 0; round < 20; round++) observer.round(madeUp(round, 'mean'));
    return () => void told.push(`out of ${index}`);
  };
  const options = { ascii: false, colors: false, facts, stop: () => void told.push('stop'), lookInto };
  const screen = openSweepScreen(virtual.terminal, options);
  const saw = (what: RegExp | string) =>
    vi.waitFor(async () => expect((await virtual.lines()).join('\n')).toMatch(what), {
      timeout: 5000,
      interval: 20,
    });
  return { ...virtual, screen, told, saw };
}

test('the screen shows what is drawn, follows changes, and is given back with the last picture', async () => {
  const facts = makeSweepFacts();
  const { screen, lines, saw, written } = onScreen(facts);
  const drawn = () =>
    drawSweepScreen(makeSweepModel(facts), { columns: 80, rows: 24, ascii: false, colors: false }).map(
      (line) => plain(line).trimEnd(),
    );
  await vi.waitFor(async () => expect(await lines()).toEqual(drawn()));
  facts.runs[1].state = 'stopped';
  screen.changed();
  await saw(/mean \(authors\) +stopped/);
  screen.tell('a line of its own');
  await saw('a line of its own');
  screen.enter('stopping');
  await saw(/stopping after running rounds/);
  screen.close();
  screen.close();
  expect(written().match(/\x1b\[\?1049l/g)).toHaveLength(1);
  await saw(/ {2}a krum \(published\) +done/); // unmarked
});

test('a run is looked into and come back from, by escape once nothing is left to close, and by q', async () => {
  const { screen, press, saw, told } = onScreen();
  press('\x1b[B\r');
  await saw(/20 of 60 rounds[^]*\[1 overview\]/);
  press('2');
  await saw(/\[2 round\]/);
  press('\x1b');
  await saw(/\[1 overview\]/);
  expect(told).toEqual(['into 1']);
  press('\x1b');
  await saw(/> b mean/);
  press('\r');
  await saw(/\[1 overview\]/);
  press('q');
  await saw(/> b mean/);
  expect(told).toEqual(['into 1', 'out of 1', 'into 1', 'out of 1']);
  press('\x1b[F\r');
  await saw('nothing is to be seen of this run yet');
  screen.close();
});

test('q asks runs that go on to stop, leaves those that are over, and ctrl-c does so from within a run', async () => {
  const { screen, press, saw, told } = onScreen();
  press('q');
  await vi.waitFor(() => expect(told).toEqual(['stop']));
  press('\r');
  await saw(/\[1 overview\]/);
  press('\x03');
  await vi.waitFor(() => expect(told).toEqual(['stop', 'into 0', 'stop']));
  press('\x1b');
  await saw(/> a krum/);
  screen.enter('over');
  await saw('q leaves');
  press('q');
  await screen.left;
  expect(told.filter((one) => one === 'stop')).toHaveLength(2);
  screen.close();
});

test('says which runs are shown, and leaves what others make at once', async () => {
  const { screen, press, saw, told } = onScreen(makeLongSweep(60), 60, 16);
  const shown = () => Array.from({ length: 60 }, (_, k) => k).filter((k) => screen.isShown(k));
  expect(shown()).toEqual([0, 1, 2, 3]);
  press('\x1b[F');
  await saw('runs 57 to 60 of 60');
  expect(shown()).toEqual([56, 57, 58, 59]);
  press('q');
  await screen.left;
  expect(told).toEqual([]);
  screen.close();
});
