import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { cacheFolder } from '../../src/data/cacheFolder.js';
import { cifar10, cifar100 } from '../../src/data/cifar.js';
import { gettables } from '../../src/data/get/archives.js';
import type { Examples } from '../../src/data/dataSet.js';
import { isHere } from '../../src/data/setFile.js';
import { dataSetNamed } from '../support/entries.js';

describe('the archives of CIFAR-10 and CIFAR-100', () => {
  test('have an image and a label for each place in the set, once', () => {
    for (const { facts, archives } of Object.values(gettables)) {
      for (const { members } of archives) {
        for (const [part, holds] of [
          ['train', 'image'],
          ['train', 'label'],
          ['test', 'image'],
          ['test', 'label'],
        ] as const) {
          const places = members
            .filter((member) => member.split === part)
            .filter(
              ({ holds: has }) =>
                has === 'records' || has === 'rows' || (has === 'sheet') === (holds === 'image'),
            )
            .flatMap(({ first, count }) => Array.from({ length: count }, (_, k) => first + k));
          expect(places.sort((a, b) => a - b)).toEqual(Array.from({ length: facts[part] }, (_, k) => k));
        }
      }
    }
  });
});

describe.skipIf(!isHere(cifar10, cacheFolder()))('CIFAR-10 in the cache folder', () => {
  test('is the published set: put back into their form, the authors’ own files', () => {
    const set = dataSetNamed('cifar10').load();
    expect([...set.train.labels.slice(0, 10)]).toEqual([6, 9, 9, 4, 1, 1, 2, 7, 8, 3]);
    expect([...set.test.labels.slice(0, 10)]).toEqual([3, 8, 8, 0, 6, 6, 1, 6, 3, 1]);
    // SHA-256 of the .bin files as TorchVision for Ruby pins them.
    expect(binaryHash(set.test, 0)).toBe('8e2eb146ae340b09e24670f29cabc6326dba54da8789dab6768acf480273f65b');
    expect(binaryHash(set.train, 0)).toBe('cee916563c9f80d84e3cc88e17fdc0941787f1244f00a67874d45b261883ada5');
    expect(binaryHash(set.train, 4)).toBe('755304fc0b379caeae8c14f0dac912fbc7d6cd469eb67a1029a08a39453a9add');
  });
});

describe.skipIf(!isHere(cifar100, cacheFolder()))('CIFAR-100 in the cache folder', () => {
  test('has 500 training and 100 test images of each class', () => {
    const set = dataSetNamed('cifar100').load();
    for (let label = 0; label < 100; label++) {
      expect(set.train.labels.filter((one) => one === label)).toHaveLength(500);
      expect(set.test.labels.filter((one) => one === label)).toHaveLength(100);
    }
  });
});

/** SHA-256 of images 10,000 batch to 10,000 batch + 9,999 as records of a label and three planes. */
function binaryHash({ images, labels }: Examples, batch: number): string {
  const bytes = new Uint8Array(10000 * 3073);
  for (let index = 0; index < 10000; index++) {
    const image = batch * 10000 + index;
    bytes[index * 3073] = labels[image];
    for (let k = 0; k < 3072; k++) {
      bytes[index * 3073 + 1 + (k % 3) * 1024 + Math.floor(k / 3)] = images[image * 3072 + k];
    }
  }
  return createHash('sha256').update(bytes).digest('hex');
}
