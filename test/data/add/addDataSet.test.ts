import { existsSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { addDataSet, type SetRequest } from '../../../src/data/add/addDataSet.js';
import { findDamaged, listAddedSets } from '../../../src/data/addedSets.js';
import { gatherBatch, gatherExamples } from '../../../src/data/batch.js';
import type { DataSet } from '../../../src/data/dataSet.js';
import { removeDataSet } from '../../../src/data/removeDataSet.js';
import { loadSetFile } from '../../../src/data/setFile.js';
import { InputError } from '../../../src/errors/inputError.js';
import { type Disk, disk as realDisk } from '../../../src/files/disk.js';
import { idx, npy, writeFiles } from '../../support/ownData.js';
import { temporaryFolder } from '../../support/program.js';

/** Whether bytes survive a power cut is not for these tests to say, and it takes most of their time. */
const disk: Disk = {
  ...realDisk,
  open: async (...given) => ({ ...(await realDisk.open(...given)), sync: () => Promise.resolve() }),
  syncFolder: () => Promise.resolve(),
};

type Content = string | Uint8Array;

/** Contents of the files of a set; without labels the inputs are tables. */
interface Contents {
  readonly train: readonly [Content, Content?];
  readonly test: readonly [Content, Content?];
  /** How the files of inputs end. */
  readonly ending?: string;
}

/** Writes files and adds a set of them. */
async function add(contents: Contents, wishes: Partial<SetRequest> = {}) {
  const cwd = temporaryFolder();
  const folder = path.join(cwd, 'home');
  const place = (part: 'train' | 'test') => {
    const [inputs, labels] = contents[part];
    const written = writeFiles(cwd, {
      [`${part}${contents.ending ?? ''}`]: inputs,
      ...(labels !== undefined && { [`${part}-labels`]: labels }),
    });
    return { inputs: written[`${part}${contents.ending ?? ''}`], labels: written[`${part}-labels`] };
  };
  const request = { name: 'mine', labelColumn: '1', train: place('train'), test: place('test'), ...wishes };
  const added = await addDataSet(request, { folder, disk }).catch((error: unknown) => {
    // Whatever was wrong, nothing was made.
    expect(existsSync(folder)).toBe(false);
    const { message } = error as Error;
    expect(error, message).toBeInstanceOf(InputError);
    throw new Error(message.replaceAll(`${cwd}/`, ''));
  });
  return { ...added, folder, cwd, request };
}

/** All values of a part, as a network sees them. */
function valuesIn(set: DataSet, part: 'train' | 'test'): number[] {
  const all = Array.from({ length: set[part].count }, (_, k) => k);
  return [...gatherBatch(set, set[part], all).images];
}

const images = (count: number, first = 0) =>
  idx(
    [count, 2, 3],
    Array.from({ length: count * 6 }, (_, k) => (first + 7 * k) % 256),
  );
const good: Contents = {
  train: [images(4), idx([4], [0, 1, 2, 1])],
  test: [images(2, 100), idx([2], [2, 0])],
};

describe('a set of a user’s own', () => {
  test('of IDX files has images of one channel, normalised by its training pixels', async () => {
    const { set, file, folder } = await add(good);
    expect(file).toBe(path.join(folder, 'mine.krumble'));
    expect(readdirSync(folder)).toEqual(['mine.krumble']);
    expect(set).toMatchObject({ name: 'mine', imageShape: [2, 3, 1], classes: 3 });
    expect('holds' in set).toBe(false);
    expect([...set.train.images]).toEqual(Array.from({ length: 24 }, (_, k) => 7 * k));
    expect([...set.test.images].slice(0, 3)).toEqual([100, 107, 114]);
    expect([[...set.train.labels], [...set.test.labels]]).toEqual([
      [0, 1, 2, 1],
      [2, 0],
    ]);
    // 0, 7, ..., 161: mean 80.5, variance 49 (24^2 - 1) / 12.
    expect(set.normalisation).toEqual({ means: [0.3157], deviations: [0.19] });
    expect(valuesIn(set, 'test')[0]).toBeCloseTo((100 / 255 - 0.3157) / 0.19, 12);
  });

  test('is the same of files that are packed by gzip, and of NPY', async () => {
    const { hashes } = (await add(good)).set;
    const packed = await add({
      train: [gzipSync(images(4)), gzipSync(idx([4], [0, 1, 2, 1]))],
      test: good.test,
    });
    expect(packed.set.hashes).toEqual(hashes);
    const other = await add({
      train: [
        npy(
          '|u1',
          [4, 2, 3, 1],
          Array.from({ length: 24 }, (_, k) => 7 * k),
        ),
        npy('<i8', [4], [0, 1, 2, 1]),
      ],
      test: [images(2, 100).slice(), idx([2, 1], [2, 0], 0x0c)],
    }).catch((error: Error) => error.message);
    expect(other).toBe('test: found inputs of 2 x 3, allowed 2 x 3 x 1, as in train');
    const same = await add({
      train: [
        npy(
          '|u1',
          [4, 2, 3],
          Array.from({ length: 24 }, (_, k) => 7 * k),
        ),
        npy('<i8', [4], [0, 1, 2, 1]),
      ],
      test: [images(2, 100), idx([2, 1], [2, 0], 0x0c)],
    });
    expect(same.set.hashes).toEqual(hashes);
  });

  test('of colour has a normalisation for each channel; as a tensor, one for all', async () => {
    const pixels = [0, 10, 255, 100, 10, 255];
    const colours: Contents = {
      train: [npy('|u1', [1, 1, 2, 3], pixels), idx([1], [0])],
      test: [npy('|u1', [1, 1, 2, 3], pixels), idx([1], [1])],
    };
    const { set } = await add(colours, { classes: 2 });
    expect(set.normalisation).toEqual({ means: [0.1961, 0.0392, 1], deviations: [0.1961, 1, 1] });
    expect(valuesIn(set, 'train')[3]).toBeCloseTo((100 / 255 - 0.1961) / 0.1961, 12);
    const { set: tensor } = await add(colours, { classes: 2, kind: 'tensor' });
    expect([tensor.holds, tensor.normalisation.means]).toEqual(['tensors', [0.4118]]);
  });

  test('of floats keeps them as float32, as they are', async () => {
    const { set, folder } = await add({
      train: [npy('<f8', [3, 2], [0.1, -2, 1e-30, 4, 5, 6]), npy('<i8', [3], [0, 1, 0])],
      test: [npy('<f4', [1, 2], [0.5, 7]), npy('|u1', [1], [1])],
    });
    expect(set).toMatchObject({ holds: 'tensors', imageShape: [2], classes: 2 });
    expect(set.train.images).toEqual(Float32Array.of(0.1, -2, 1e-30, 4, 5, 6));
    expect(set.train.images.buffer).toBeInstanceOf(SharedArrayBuffer);
    const { images: batch, labels } = gatherExamples(set, set.train, [2, 0]);
    expect([batch, [...labels]]).toEqual([Float64Array.of(5, 6, Math.fround(0.1), -2), [0, 0]]);
    const [entry] = listAddedSets(folder);
    expect(entry).toMatchObject({ name: 'mine', holds: 'tensors', imageShape: [2], train: 3, test: 1 });
    expect(entry.summary).toBe('a set of your own: floats of 2, 2 classes');
  });

  test('of floats with rows and columns is of one channel, so that convolutions take it', async () => {
    const { set } = await add(
      {
        train: [idx([1, 2, 3], [1, 2, 3, 4, 5, 6], 0x0d), idx([1], [0])],
        test: [idx([1, 2, 3], [1, 2, 3, 4, 5, 6], 0x0d), idx([1], [1])],
      },
      { classes: 2 },
    );
    expect([set.imageShape, set.holds]).toEqual([[2, 3, 1], 'tensors']);
  });

  test('of a table has the class in its first column, or in one by name or number', async () => {
    const rows = 'height,colour,kind\r\n1.5, 2e1 ,1\r\n\r\n-3,.5,0\r\n';
    const contents: Contents = { train: [rows], test: [rows], ending: '.csv' };
    for (const labelColumn of ['kind', '3']) {
      const { set } = await add(contents, { labelColumn });
      expect([...set.train.images]).toEqual([1.5, 20, -3, 0.5]);
      expect([...set.train.labels]).toEqual([1, 0]);
    }
    const { set } = await add({ train: ['1,5\n0,6'], test: ['\ufeff0,7\n'], ending: '.csv' });
    expect([[...set.train.labels], [...set.train.images], [...set.test.images]]).toEqual([
      [1, 0],
      [5, 6],
      [7],
    ]);
  });

  test('of a table of pixels that is given a shape of images is one of images', async () => {
    const contents: Contents = { train: ['1,0,255,3,4\n0,1,2,3,4'], test: ['0,1,2,3,5'], ending: '.csv' };
    const { set } = await add(contents, { shape: [2, 2, 1] });
    expect(set.train.images).toEqual(Uint8Array.of(0, 255, 3, 4, 1, 2, 3, 4));
    expect('holds' in set).toBe(false);
    const { set: floats } = await add({ ...contents, test: ['0,1,2,3,5.5'] }, { shape: [2, 2, 1] });
    expect([floats.holds, floats.imageShape]).toEqual(['tensors', [2, 2, 1]]);
    expect(floats.train.images).toBeInstanceOf(Float32Array);
  });

  test('standardised has mean 0 and deviation 1 by its training inputs, and 0 where nothing changes', async () => {
    const { set } = await add(
      { train: ['0,1,5\n1,3,5'], test: ['0,4,6'], ending: '.csv' },
      { standardise: true },
    );
    expect([...set.train.images]).toEqual([-1, 0, 1, 0]);
    expect([...set.test.images]).toEqual([2, 1]);
  });

  test('is refused with any byte of its file altered, and listed as damaged where its header is', async () => {
    const { file, folder, set } = await add({
      train: [npy('<f4', [3, 1], [1, 2, 3]), idx([3], [0, 1, 0])],
      test: [npy('<f4', [1, 1], [4]), idx([1], [1])],
    });
    const bytes = readFileSync(file);
    const [{ load }] = listAddedSets(folder);
    for (const at of [20, 200, 511, 512, 524, 528, bytes.length - 1]) {
      const altered = Buffer.from(bytes);
      altered[at] ^= 1;
      writeFileSync(file, altered);
      const sound = listAddedSets(folder);
      if (sound.length === 0) expect(findDamaged(folder)).toEqual([file]);
      const { name, imageShape, classes, normalisation, hashes } = set;
      const facts = { name, imageShape, classes, normalisation, hashes, train: 3, test: 1 };
      expect(
        () => loadSetFile({ ...facts, holds: 'tensors', values: 'floats', added: true }, folder),
        `byte ${at}`,
      ).toThrow(/mine\.krumble: .*: damaged\. krumble data remove mine, and add it again\./);
    }
    expect(load).toBeTypeOf('function');
    expect(await removeDataSet('mine', { folder, disk })).toBe(file);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('that is there already is left as it is', async () => {
    const { request, folder, set } = await add(good);
    const again = addDataSet({ ...request, classes: 9 }, { folder, disk });
    const message = await again.catch((error: unknown) => (error as Error).message);
    expect(message).toBe(
      `data add: is there already, in ${folder}/mine.krumble, found "mine", allowed another name, or krumble data remove mine`,
    );
    expect(listAddedSets(folder)[0].classes).toBe(set.classes);
  });
});

describe('what is wrong with a set of a user’s own is said in one line, and nothing is made', () => {
  const labels = idx([2], [0, 1]);
  const floats = (...values: number[]) => npy('<f4', [2, 2], values);
  const two = floats(1, 2, 3, 4);
  const csv = (train: string, test = '0,1,2'): Contents => ({ train: [train], test: [test], ending: '.csv' });
  const pair = (inputs: Content, its: Content = labels): Contents => ({
    train: [inputs, its],
    test: [two, labels],
  });

  test.each<[string, Contents, Partial<SetRequest>, string]>([
    [
      'another type',
      pair('hello'),
      {},
      'train: is neither IDX nor NPY by how it begins, nor CSV by its name, which would end in .csv',
    ],
    [
      'whole numbers as inputs',
      pair(npy('<i8', [2, 2], [1, 2, 3, 4])),
      {},
      'train: found whole numbers of more than a byte, or with a sign, allowed uint8, float32 or float64',
    ],
    [
      'a cut file',
      pair(two.subarray(0, two.length - 1)),
      {},
      'train: 15 bytes of numbers, its shape [2, 2] has 16',
    ],
    [
      'a cut IDX file',
      pair(images(2).subarray(0, 20)),
      {},
      'train: 4 bytes of numbers, its shape [2, 2, 3] has 12',
    ],
    [
      'a cut packed file',
      pair(gzipSync(two).subarray(0, 40)),
      {},
      'train: cannot be unpacked (unexpected end of file)',
    ],
    [
      'no extents of an input',
      pair(npy('<f4', [2], [1, 2])),
      {},
      'train: shape: found [2], allowed [examples, ...] with 1 to 4 extents of one input',
    ],
    [
      'no examples',
      pair(npy('<f4', [0, 2], [])),
      {},
      'train: shape: found [0, 2], allowed at least one number',
    ],
    [
      'a value that is not finite',
      pair(floats(1, 2, 3, NaN)),
      {},
      'train: found NaN as value 1 of example 1, allowed finite numbers, as float32 has them',
    ],
    [
      'a value beyond float32',
      pair(npy('<f8', [2, 2], [1, 1e39, 3, 4])),
      {},
      'train: found Infinity as value 1 of example 0, allowed finite numbers, as float32 has them',
    ],
    [
      'labels of another length',
      pair(two, idx([3], [0, 1, 1])),
      {},
      'train-labels: found 3 labels, allowed 2, as many as inputs in train',
    ],
    [
      'labels that are no list',
      pair(two, idx([2, 2], [0, 1, 1, 1])),
      {},
      'train-labels: found 2 numbers an example, allowed one label',
    ],
    [
      'labels of floats',
      pair(two, npy('<f4', [2], [0, 1])),
      {},
      'train-labels: found floats, allowed whole numbers, as uint8 or int64 has them',
    ],
    [
      'a label below 0',
      pair(two, npy('<i8', [2], [0, -1])),
      {},
      'train-labels: found label -1 of example 1, allowed whole numbers from 0 to 255',
    ],
    [
      'a label beyond the classes',
      pair(two, idx([2], [0, 7])),
      { classes: 3 },
      'train: found label 7 of example 1, allowed 0 to 2',
    ],
    [
      'a test label beyond the training labels',
      { train: [two, labels], test: [two, idx([2], [0, 4])] },
      {},
      'test: found label 4 of example 1, allowed 0 to 1, which are the classes of train',
    ],
    [
      'no labels',
      { train: [two], test: [two] },
      {},
      'train: goes with a file of labels: only a table has them in it',
    ],
    [
      'parts of other shapes',
      { train: [two, labels], test: [npy('<f4', [2, 3], [1, 2, 3, 4, 5, 6]), labels] },
      {},
      'test: found inputs of 3, allowed 2, as in train',
    ],
    [
      'parts of other types',
      { train: [two, labels], test: [npy('|u1', [2, 2], [1, 2, 3, 4]), labels] },
      {},
      'test: found bytes, allowed floats, as in train',
    ],
    [
      'a shape of another size',
      pair(two),
      { shape: [3, 1] },
      '--shape 3x1: found 3 values, allowed the 2 that an input of train has',
    ],
    [
      'floats as images',
      pair(two),
      { shape: [1, 2, 1], kind: 'image' },
      '--kind image: found floats of 1 x 2 x 1, allowed bytes of height x width x 1 or 3 channels',
    ],
    [
      'bytes standardised',
      good,
      { standardise: true },
      '--standardise: found bytes, allowed floats: bytes are normalised anyway',
    ],
    [
      'a ragged row',
      csv('0,1,2\n\n1,3\n'),
      {},
      'train.csv:3: found 2 numbers, allowed 3 as in the first line',
    ],
    [
      'a word in a table',
      csv('a,b,c\n0,1,2\n1,x,2\n'),
      {},
      'train.csv:3: number 2: found "x", allowed a finite number',
    ],
    ['NaN in a table', csv('0,1,nan\n'), {}, 'train.csv:1: number 3: found "nan", allowed a finite number'],
    [
      'a number beyond float32 in a table',
      csv('0,1,2\n0,1,-1e39\n'),
      {},
      'train.csv:2: number 3: found "-1e39", allowed a finite number',
    ],
    ['an empty cell', csv('0,1,\n'), {}, 'train.csv:1: number 3: found "", allowed a finite number'],
    [
      'a class that is no whole number',
      csv('0,1,2\n0.5,1,2\n'),
      {},
      'train.csv:2: found label 0.5 of example 1, allowed whole numbers from 0 to 255',
    ],
    [
      'a column that there is not',
      csv('a,b,c\n0,1,2\n'),
      { labelColumn: 'd' },
      'train.csv:1: --label-column: found "d", allowed 1 to 3, or "a", "b", "c"',
    ],
    [
      'an empty table',
      csv('\n\n'),
      {},
      'train.csv: found no numbers, allowed an example a line, as in 3,0.5,-1e-3',
    ],
    [
      'a table of classes alone',
      csv('0\n1\n'),
      {},
      'train.csv: found one column, the class, allowed a number or more beside it',
    ],
    [
      'a name with a path in it',
      good,
      { name: '../mine' },
      'data add: is no name for a set, found "../mine", allowed a letter, then up to 39 lower case letters, digits and hyphens',
    ],
    [
      'the name of a set that comes with krumble',
      good,
      { name: 'cifar10' },
      'data add: is the name of a set that comes with krumble, found "cifar10", allowed a name of your own',
    ],
  ])('%s', async (_, contents, wishes, message) => {
    await expect(add(contents, wishes)).rejects.toThrow(new Error(message));
  });

  test('a file that is too large is not read, and neither are inputs or examples too many', async () => {
    const cwd = temporaryFolder();
    const [large, table] = ['large.npy', 'table.csv'].map((name) => path.join(cwd, name));
    for (const [file, bytes] of [
      [large, 2 ** 31],
      [table, 2 ** 27 + 1],
    ] as const) {
      writeFileSync(file, '');
      truncateSync(file, bytes);
    }
    const written = writeFiles(cwd, {
      wide: Buffer.concat([npy('|u1', [1, 2 ** 20 + 1], []), Buffer.alloc(2 ** 20 + 1)]),
      long: Buffer.concat([npy('|u1', [1_000_001, 1], []), Buffer.alloc(1_000_001)]),
      labels: idx([1], [0]),
    });
    const refused = (inputs: string, labels: string | undefined = written.labels) =>
      addDataSet(
        { name: 'mine', labelColumn: '1', train: { inputs, labels }, test: { inputs, labels } },
        { folder: path.join(cwd, 'home'), disk },
      ).catch((error: unknown) => (error as Error).message.replaceAll(`${cwd}/`, ''));
    expect(await refused(large)).toBe('large.npy: found 2147483648 bytes, allowed at most 2146435072 bytes');
    expect(await refused(written.wide)).toBe('wide: found inputs of 1048577 values, allowed 1 to 1048576');
    expect(await refused(written.long)).toBe('long: found 1000001 examples, allowed 1 to 1000000');
    expect(await refused(table)).toBe('table.csv: found 134217729 bytes, allowed at most 134217728 bytes');
    expect(existsSync(path.join(cwd, 'home'))).toBe(false);
  });
});
