import { describe, expect, test } from 'vitest';
import type { Compared } from '../../src/runs/compareRuns.js';
import { ResultSummary } from '../../src/runs/result.js';
import { comparisonText } from '../../src/ui/comparisonText.js';
import { plain } from '../../src/ui/draw/text.js';
import { madeUp } from '../support/madeUpRun.js';

/** A run that was recorded for so many rounds, whose accuracy is the same in all of them. */
function makeCompared(folder: string, rounds: number, accuracy: number): Compared {
  const summary = new ResultSummary();
  for (let round = 0; round < rounds; round++) summary.add({ ...madeUp(round).record, accuracy });
  const accuracies = Array.from({ length: rounds }, (_, round) => ({ round, accuracy }));
  const result = summary.result(60);
  return { folder, result, accuracies, parting: null, roundsEqual: 1 } as unknown as Compared;
}

const RUNS = [
  makeCompared('x/reference', 60, 100),
  makeCompared('x/other', 60, 50),
  makeCompared('x/short', 30, 0),
];
const text = (columns: number, ascii: boolean, runs = RUNS) =>
  comparisonText({ runs, scenario: [] }, { columns, ascii, write: plain }).split('\n');

describe('a comparison', () => {
  test('has all curves in one chart, each with its letter, and says whose they are', () => {
    const lines = text(80, false);
    const chart = lines.slice(lines.indexOf('test accuracy, %') + 1);
    expect(chart[0]).toMatch(/^100 │⠉+a⠉+a⠉+a⠉+a$/);
    expect(chart[6]).toMatch(/^ {4}│[⠉⠒⠤⣀]+b[^ac]+b$/);
    expect(chart[11]).toMatch(/^ {2}0 │⣀+c⣀+c$/);
    expect(chart[12]).toMatch(/^ {5}0 +30 +59 round$/);
    expect(chart[13]).toBe('a reference   b other   c short');
    expect(lines).toContain('                a reference   b other       c short');
  });

  test('is as wide as it may be, in ASCII too, where a curve is made of its letter', () => {
    for (const columns of [40, 60, 80, 160]) {
      const lines = text(columns, true);
      for (const line of lines) expect(line.length).toBeLessThanOrEqual(columns);
      expect(lines.join('')).toMatch(/^[\x20-\x7e]*$/);
      expect(lines.find((line) => line.startsWith('100'))).toBe(`100 |${'a'.repeat(columns - 5)}`);
    }
  });

  test('breaks its legend where a line is full, and draws a chart of runs without a round', () => {
    const runs = ['left', 'middle', 'right'].map((name) => makeCompared(`x/${name}-of-the-long-names`, 0, 0));
    const lines = text(60, false, runs);
    expect(lines.filter((line) => /^[abc] /.test(line))).toEqual([
      'a left-of-the-long-names   b middle-of-the-long-names',
      'c right-of-the-long-names',
    ]);
  });

  test('hands lines over with what they look like', () => {
    const tones = new Set<string | undefined>();
    const write = (line: Parameters<typeof plain>[0]) => {
      for (const { tone } of line) tones.add(tone);
      return plain(line);
    };
    comparisonText({ runs: RUNS, scenario: [] }, { columns: 80, ascii: false, write });
    expect([...tones].filter((tone) => tone?.startsWith('series'))).toEqual([
      'series-0',
      'series-1',
      'series-2',
    ]);
  });
});
