import type { Layout } from './layout.js';

/** 784-100-10 with ReLU: the paper's MNIST network, d = 79,510. */
const mnistMlp: Layout = {
  name: 'mnist-mlp',
  inputShape: [28, 28, 1],
  classes: 10,
  tensors: [
    { name: 'hidden/kernel', kind: 'kernel', shape: [784, 100] },
    { name: 'hidden/bias', kind: 'bias', shape: [100] },
    { name: 'logits/kernel', kind: 'kernel', shape: [100, 10] },
    { name: 'logits/bias', kind: 'bias', shape: [10] },
  ],
};

/** Every model's layout, by name. */
export const layouts = Object.freeze({ 'mnist-mlp': mnistMlp });

/** The name of a model. */
export type ModelName = keyof typeof layouts;
