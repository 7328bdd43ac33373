import { dense } from './layerEntries/dense.js';
import { relu } from './layerEntries/relu.js';
import { buildListedNetwork } from './layerNetwork.js';

/** 64-32-10 with ReLU on digits of 8 x 8 pixels, d = 2,410: small enough for teaching and quick tests. */
export const digitsMlp = buildListedNetwork(
  {
    name: 'digits-mlp',
    summary: 'dense 64-32-10 with ReLU on digits of 8 x 8 pixels, for teaching and quick tests',
    example: 'digits-sign-flip-vs-trimmed-mean',
    inputShape: [8, 8, 1],
    classes: 10,
  },
  [
    { entry: dense, options: { units: 32 } },
    { entry: relu, options: {} },
    { entry: dense, options: { units: 10 } },
  ],
);
