import { describe, expect, test } from 'vitest';
import { drawFrame } from '../../src/ui/draw/frame.js';
import { plain } from '../../src/ui/draw/text.js';
import type { RunViewKeeper } from '../../src/ui/runView.js';
import { backdoorKeeperOf, keeperOf, madeUp } from '../support/madeUpRun.js';

const frameOf = (keeper: RunViewKeeper, columns: number, rows: number, ascii = false) =>
  drawFrame(keeper.view, { columns, rows, ascii, colors: false }).map((line) => plain(line).trimEnd());

describe('the picture of a run', () => {
  test('at 80x24', () => {
    expect(frameOf(keeperOf(40), 80, 24).join('\n')).toMatchInlineSnapshot(`
      "krumble  A little is enough against Krum               seed 7 · wasm · 2 threads
      51 workers, 12 corrupted (24%) · attack little, z=1.5 · defense krum (authors)

      test accuracy, %                           dotted: 96.1 published without attack
      100 │⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤ ⠤
          │
          │
          │
       50 │                     ⣀⣀⣀⠤⠤⠤⠔⠒⠒⠊⠉⠉⠑⠒⠒⠢⠤⠤⢄⣀⣀⡀
          │     ⣀⣀⣀⡠⠤⠤⠔⠒⠒⠒⠒⠉⠉⠉⠉⠉                     ⠈⠉⠁
          │⠒⠒⠉⠉⠉
          │
          │
        0 │
           0                                   30                             59 round

      accuracy    50.00% now, 60.00% best
      krum chose  ●●○●●○●●○●●○●●○●●○●●○●●○●●○●●○●●○●●○●●○●
                  ● corrupted  ○ honest · now worker 3, corrupted
      influence   ████████████████████████ 100% now, 68% mean; they are 24%
      distance    their report is 1.50 sigma from the honest mean
      round       ████████████████         40/60  4.0 rounds/s  0:05 left

      q or ctrl-c stops after this round, once more at once"
    `);
  });

  test('in ASCII, at 60x16, without the chart', () => {
    const lines = frameOf(keeperOf(40), 60, 16, true);
    expect(lines.join('\n')).toMatchInlineSnapshot(`
      "krumble  A little is enough against Krum
      12 of 51 corrupted - little, z=1.5 - krum (authors)

      accuracy    50.00% now, 60.00% best
      krum chose  XXoXXoXXoXXoXXoXXoXXoXXoXXoXXoXXoXXoXXoX
                  X corrupted  o honest - now worker 3, corrupted
      influence   ######## 100% now, 68% mean; they are 24%
      distance    their report is 1.50 sigma from the honest mean
      round       ###########------ 40/60  4.0 rounds/s  0:05 left

      q or ctrl-c stops after this round, once more at once"
    `);
    expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/);
  });

  test('of a rule that chooses nobody shows shares', () => {
    const lines = frameOf(keeperOf(40, 'trimmed-mean'), 80, 24);
    expect(lines.find((line) => line.startsWith('corrupted'))).toMatch(/^corrupted {3}·▁+▂+▃+▄+▅+▆+$/);
    expect(lines.join('\n')).toContain('65% now, 33% mean; they are 24%');
  });

  test('of a backdoor shows what it is for and how it is answered', () => {
    expect(frameOf(backdoorKeeperOf(40), 80, 24).join('\n')).toMatchInlineSnapshot(`
      "krumble  A backdoor                                    seed 1 · wasm · 2 threads
      12 of 51 corrupted · backdoor-sample (authors), z=0.2 · mean (authors)

      test accuracy, %          dotted: 96.1 published without attack   a 9, wanted: 0
      100 │⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒ ⠒
          │                                                                 ▄▄▄▄▄▄
          │                                                                ████████
       50 │                ⣀⣀⡠⠤⠤⠒⠒⠊⠉⠉⠒⠒⠤⠤⢄⣀⣀                               ████████
          │   ⣀⣀⣀⡠⠤⠔⠒⠒⠒⠊⠉⠉⠉                 ⠉⠁                             ████████
          │⠉⠉⠉                                                              ▀▀▀▀▀▀
          │
        0 │
           0                           30                    59 round

      accuracy    50.00% now, 60.00% best
      corrupted   ·▁▁▁▁▁▁▁▂▂▂▂▂▂▂▃▃▃▃▃▃▃▃▄▄▄▄▄▄▄▅▅▅▅▅▅▅▅▆▆
                  height: the corrupted share of the aggregate, round by round
      influence   ███████████████▌          65% now, 33% mean; they are 24%
      distance    their report is 1.50 sigma from the honest mean
      backdoor    ●●○●●○●●○●●○●●○●●○●●○●●○●●○●●○●●○●●○●●○●
                  image 4 is taken for 0, target 0 at 62% · 68% hit so far
      round       ████████████████         40/60  4.0 rounds/s  0:05 left

      q or ctrl-c stops after this round, once more at once"
    `);
  });

  test('before the first round has no numbers and makes none up', () => {
    const text = frameOf(keeperOf(0), 80, 24).join('\n');
    expect(text).toContain('accuracy    - now, - best');
    expect(text).toContain('0/60  - rounds/s  - left');
  });

  test.each([
    [80, 24],
    [120, 40],
    [200, 60],
    [60, 16],
    [40, 10],
    [20, 5],
    [1, 1],
  ])('never exceeds %d columns and %d rows', (columns, rows) => {
    for (const keeper of [keeperOf(57, 'krum'), keeperOf(57, 'mean'), backdoorKeeperOf(57)]) {
      const lines = frameOf(keeper, columns, rows);
      expect(lines.length).toBeLessThanOrEqual(rows);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
    }
  });

  test('shows a notice, without control characters', () => {
    const keeper = keeperOf(3);
    keeper.note('round 3: a \x1b[31mthread\x07 was lost');
    expect(frameOf(keeper, 80, 24)).toContain('round 3: a [31mthread was lost');
  });
});

test('a long run keeps a bounded number of points, the newest among them', () => {
  const keeper = keeperOf(0);
  for (let k = 0; k < 9000; k++) keeper.add(madeUp(5 * k));
  expect(keeper.view.points.length).toBeLessThanOrEqual(4096);
  expect(keeper.view.points[keeper.view.points.length - 1].round).toBe(44995);
  expect(keeper.view.recent).toHaveLength(512);
});
