import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createPlayer } from '../../src/cli/playbackSpeed.js';
import type { Presentation } from '../../src/cli/presentation.js';
import { createPauseControl } from '../../src/rounds/pauseControl.js';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const ROUND_MS = 1000;
type Presented = Pick<Presentation, 'pace' | 'stopsAfter'>;

/** A player before somebody who shows rounds of a second each, and how many were shown. */
function playing(
  speed: number,
  {
    presentation,
    roundMs = ROUND_MS,
    ownMs = 0,
  }: { presentation?: Presented; roundMs?: number; ownMs?: number } = {},
) {
  const controller = new AbortController();
  const pauseControl = createPauseControl(controller.signal);
  const player = createPlayer(speed, {
    pauseControl,
    signal: controller.signal,
    ...(presentation && { presentation }),
  });
  let shown = 0;
  let ended = false;
  void (async () => {
    while (shown < 100_000 && (await player.due(shown, roundMs))) {
      shown++;
      if (ownMs > 0) await new Promise((resolve) => setTimeout(resolve, ownMs));
    }
    ended = true;
  })();
  const after = async (ms: number) => {
    await vi.advanceTimersByTimeAsync(ms);
    return shown;
  };
  return { player, pauseControl, after, stop: () => controller.abort(), ended: () => ended };
}

describe('recorded rounds are shown', () => {
  test('as fast as they were played, or some times as fast', async () => {
    const once = playing(1);
    expect(await once.after(10_500)).toBe(10);
    const four = playing(4);
    expect(await four.after(10_100)).toBe(40);
    const quarter = playing(0.25);
    expect(await quarter.after(10_100)).toBe(2);
  });

  test('at a changed speed at once: what is left of a round takes a share of its time', async () => {
    const { player, after } = playing(0.25);
    expect(await after(2000)).toBe(0); // half of a round that takes 4 s so
    player.faster();
    expect(await after(900)).toBe(0);
    expect(await after(200)).toBe(1);
    player.slower();
    expect(await after(3800)).toBe(1);
    expect(await after(300)).toBe(2);
  });

  test('at no speed below a quarter, and beyond 256 all at once', async () => {
    const { player, after } = playing(1);
    for (let k = 0; k < 5; k++) player.slower();
    expect(player.speed).toBe(0.25);
    for (let k = 0; k < 10; k++) player.faster();
    expect(player.speed).toBe(256);
    player.faster();
    expect(player.speed).toBe(Infinity);
    player.faster();
    expect(player.speed).toBe(Infinity);
    expect(await after(1000)).toBeGreaterThan(500);
    player.slower();
    expect(player.speed).toBe(256);
  });

  test('without waiting up to the round that is skipped to', async () => {
    const { player, after } = playing(1);
    expect(await after(2500)).toBe(2);
    player.skipTo(20);
    expect(await after(100)).toBe(21);
    player.skipTo(5); // was shown
    expect(await after(500)).toBe(21);
    expect(await after(600)).toBe(22);
  });

  test('not while they are paused, but for steps, which wait for no time', async () => {
    const { player, pauseControl, after } = playing(1);
    await after(2100);
    pauseControl.pause();
    player.step();
    expect(await after(100)).toBe(3);
    expect(await after(60_000)).toBe(3);
    player.step();
    player.step();
    expect(await after(100)).toBe(5);
    pauseControl.resume();
    expect(await after(100)).toBe(6);
    expect(await after(1000)).toBe(7);
  });

  test('up to the one that is skipped to while they are paused, and stay paused', async () => {
    const { player, pauseControl, after } = playing(1);
    pauseControl.pause();
    expect(await after(5000)).toBe(0);
    player.skipTo(9);
    player.skipTo(9);
    expect(await after(5000)).toBe(10);
    expect(pauseControl.paused).toBe(true);
    player.skipTo(3);
    expect(await after(5000)).toBe(10);
  });

  test('no more once nobody wants to see them, whatever is waited for', async () => {
    const waiting = playing(1);
    await waiting.after(1500);
    waiting.stop();
    expect([await waiting.after(0), waiting.ended()]).toEqual([1, true]);
    const paused = playing(1);
    paused.pauseControl.pause();
    await paused.after(5000);
    paused.stop();
    expect([await paused.after(0), paused.ended()]).toEqual([0, true]);
    const racing = playing(Infinity);
    racing.player.skipTo(1_000_000);
    await racing.after(10);
    racing.stop();
    const shown = await racing.after(0);
    expect([await racing.after(5000), racing.ended()]).toEqual([shown, true]);
  });

  test('at once where the clock jumped back, and not at once where it jumped ahead', async () => {
    const controller = new AbortController();
    const pauseControl = createPauseControl(controller.signal);
    const player = createPlayer(1, { pauseControl, signal: controller.signal });
    let due = 0;
    const count = () => void due++;
    void player.due(0, -1e15).then(count);
    await vi.advanceTimersByTimeAsync(10);
    expect(due).toBe(1);
    void player.due(1, 1e15).then(count);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(due).toBe(1);
    player.skipTo(1);
    await vi.advanceTimersByTimeAsync(0);
    expect(due).toBe(2);
  });
});

describe('rounds that are presented', () => {
  test('come at a pace from one beginning to the next, whatever a round takes of it', async () => {
    const presentation = { pace: 2, stopsAfter: new Set<number>() };
    const { player, after } = playing(1, { presentation, roundMs: 60_000, ownMs: 300 });
    expect(await after(10_100)).toBe(21);
    player.faster();
    // 4 a second now, but rounds take longer by themselves.
    expect(await after(10_000)).toBeLessThan(21 + 10_000 / 300 + 1);
    const slow = playing(1, { presentation, ownMs: 2000 });
    expect(await slow.after(10_100)).toBe(6);
  });

  test('pause after those with something to be said, until somebody goes on', async () => {
    const presentation = { pace: 10, stopsAfter: new Set([3, 5]) };
    const { pauseControl, after } = playing(1, { presentation });
    expect(await after(5000)).toBe(4);
    expect(pauseControl.paused).toBe(true);
    pauseControl.resume();
    expect(await after(5000)).toBe(6);
    pauseControl.resume();
    expect(await after(1000)).toBeGreaterThan(14);
  });
});
