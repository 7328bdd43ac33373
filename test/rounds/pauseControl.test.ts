import { describe, expect, test } from 'vitest';
import { createPauseControl } from '../../src/rounds/pauseControl.js';

/** A pace, and how many rounds it has let through to somebody who always asks for one more. */
function started() {
  const controller = new AbortController();
  const pace = createPauseControl(controller.signal);
  let begun = 0;
  const ended = (async () => {
    while (begun < 100 && (await pace.ready())) {
      begun++;
      if (begun === 3) pace.pause();
    }
  })();
  const settle = () => new Promise((resolve) => setImmediate(resolve));
  return { pace, begun: () => begun, settle, ended, stop: () => controller.abort() };
}

describe('the pace of rounds', () => {
  test('lets none begin while it is paused, and all when it goes on', async () => {
    const { pace, begun, settle, ended } = started();
    await settle();
    expect([begun(), pace.paused]).toEqual([3, true]);
    pace.resume();
    await ended;
    expect([begun(), pace.paused]).toEqual([100, false]);
  });

  test('lets one through for each step, however fast they come', async () => {
    const { pace, begun, settle } = started();
    await settle();
    pace.step();
    await settle();
    expect([begun(), pace.paused]).toEqual([4, true]);
    pace.step();
    pace.step();
    await settle();
    expect(begun()).toBe(6);
  });

  test('pauses after the running round where a step is asked for while rounds run', async () => {
    const pace = createPauseControl(new AbortController().signal);
    expect(await pace.ready()).toBe(true);
    pace.step();
    let begun = false;
    void pace.ready().then(() => (begun = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect([begun, pace.paused]).toEqual([false, true]);
  });

  test('ends where a stop is asked for, paused or not', async () => {
    const { begun, settle, ended, stop } = started();
    await settle();
    stop();
    await ended;
    expect(begun()).toBe(3);
  });
});
