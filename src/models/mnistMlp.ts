import type { ModelEntry } from './modelEntry.js';
import { biased } from './tensorSpecs.js';

/** 784-100-10 with ReLU: the paper's MNIST network, d = 79,510. */
export const mnistMlp = Object.freeze({
  kind: 'model',
  name: 'mnist-mlp',
  summary: 'dense 784-100-10 with ReLU, the paper’s MNIST network',
  paper: {
    authors: 'Baruch, Baruch, Goldberg',
    title: 'A Little Is Enough',
    venue: 'NeurIPS',
    year: 2019,
  },
  isPerceptron: true,
  example: 'mnist-little-vs-krum',
  loadNetwork: async () => (await import('./networks/mnistMlp.js')).mnistMlp,
  inputShape: [28, 28, 1],
  classes: 10,
  tensors: [
    { name: 'hidden/kernel', kind: 'kernel', shape: [784, 100], onData: true },
    { name: 'hidden/bias', kind: 'bias', shape: [100] },
    ...biased('logits', [100, 10]),
  ],
} as const satisfies ModelEntry);
