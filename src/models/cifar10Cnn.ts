import type { ModelEntry } from './modelEntry.js';
import { biased } from './tensorSpecs.js';

/** Two convolutions with max-pooling, three dense layers: the paper's CIFAR-10 network, d = 117,706. */
export const cifar10Cnn = Object.freeze({
  kind: 'model',
  name: 'cifar10-cnn',
  summary: 'two convolutions with max-pooling, dense 384-192-10, the paper’s CIFAR-10 network',
  paper: {
    authors: 'Baruch, Baruch, Goldberg',
    title: 'A Little Is Enough',
    venue: 'NeurIPS',
    year: 2019,
  },
  example: 'cifar10-little-vs-krum',
  loadNetwork: async () => (await import('./networks/cifar10Cnn.js')).cifar10Cnn,
  inputShape: [32, 32, 3],
  classes: 10,
  tensors: [
    ...biased('conv1', [3, 3, 3, 16]),
    ...biased('conv2', [4, 4, 16, 64]),
    ...biased('fc1', [64, 384]),
    ...biased('fc2', [384, 192]),
    ...biased('logits', [192, 10]),
  ],
} as const satisfies ModelEntry);
