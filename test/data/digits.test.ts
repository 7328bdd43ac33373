import { copyFileSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { digitsFile, glanceAtDigits, loadDigits } from '../../src/data/digits.js';
import { krumble } from '../support/inProcess.js';
import { temporaryFolder } from '../support/program.js';

describe('the digits of 8 x 8 pixels', () => {
  test('are those of scikit-learn, in their order', () => {
    const { train, test: rest, imageShape, hashes } = loadDigits();
    expect([train.count, rest.count, imageShape]).toEqual([1500, 297, [8, 8, 1]]);
    expect([...train.labels.slice(0, 10)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...rest.labels.slice(0, 10)]).toEqual([1, 7, 4, 6, 3, 1, 3, 9, 1, 7]);
    // The second row of the first image is 0 0 13 15 10 15 5 0 of 16.
    expect([...train.images.slice(8, 16)]).toEqual([0, 0, 207, 239, 159, 239, 80, 0]);
    const sums = [train, rest].map(({ images }) =>
      Array.from(images.slice(0, 64)).reduce((sum, pixel) => sum + Math.round((16 * pixel) / 255), 0),
    );
    expect(sums).toEqual([294, 299]);
    // By hashlib, of the numbers in scikit-learn's digits.csv.gz.
    expect(hashes.train).toBe('b55ca5e382447b4d6eb45655c5f305ac586c2df58d6d83b2e102ef7280bf406a');
    expect(hashes.test).toBe('c0c02357881fc3dc112bceedeadcd191fba6d6a2c6ad08fecf1ee6ce5eee1732');
  });

  test('are normalised by the mean and deviation of their training pixels', () => {
    const { train, normalisation } = loadDigits();
    const values = Float64Array.from(train.images, (pixel) => pixel / 255);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(normalisation.means[0]).toBeCloseTo(mean, 4);
    expect(normalisation.deviations[0]).toBeCloseTo(Math.sqrt(square), 4);
  });

  test('are refused where their file is missing, cut or altered', () => {
    const file = path.join(temporaryFolder(), 'digits.deflate');
    expect(() => loadDigits(file)).toThrow(`digits: cannot read ${file}. Install krumble again.`);
    expect(glanceAtDigits(file)).toBe(`${file} is missing. Install krumble again.`);
    copyFileSync(digitsFile(), file);
    expect(glanceAtDigits(file)).toBeNull();
    truncateSync(file, 40_000);
    expect(() => loadDigits(file)).toThrow(`digits: `);
    expect(glanceAtDigits(file)).toMatch(/has 40000 bytes, not \d+\. Install krumble again\.$/);
    const bytes = readFileSync(digitsFile());
    bytes[20_000] ^= 4;
    writeFileSync(file, bytes);
    expect(() => loadDigits(file)).toThrow(/^digits: .*digits\.deflate/);
  });

  test('are learned in seconds where the defense holds, and not where it does not', async () => {
    const cwd = temporaryFolder();
    const name = 'digits-sign-flip-vs-trimmed-mean';
    const accuracies: number[] = [];
    for (const rule of ['trimmed-mean', 'mean']) {
      const sets = ['training.rounds=20', `defense.rule=${rule}`].flatMap((set) => ['--set', set]);
      const rest = ['--executor', 'inline', '--ui', 'quiet', '--out', rule];
      expect((await krumble(['run', name, ...sets, ...rest], { cwd })).code).toBe(0);
      const [last] = readFileSync(path.join(cwd, rule, 'rounds.jsonl'), 'utf8')
        .trim()
        .split('\n')
        .slice(-1);
      accuracies.push((JSON.parse(last) as { accuracy: number }).accuracy);
    }
    expect(accuracies[0]).toBeGreaterThan(70);
    expect(accuracies[1]).toBeLessThan(40);
  });
});
