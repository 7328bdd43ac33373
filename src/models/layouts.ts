import type { Layout, TensorSpec } from './layout.js';

/** 784-100-10 with ReLU: the paper's MNIST network, d = 79,510. */
const mnistMlp: Layout = {
  name: 'mnist-mlp',
  inputShape: [28, 28, 1],
  classes: 10,
  tensors: [...biased('hidden', [784, 100]), ...biased('logits', [100, 10])],
};

/** Two convolutions with max-pooling, three dense layers: the paper's CIFAR-10 network, d = 117,706. */
const cifar10Cnn: Layout = {
  name: 'cifar10-cnn',
  inputShape: [32, 32, 3],
  classes: 10,
  tensors: [
    ...biased('conv1', [3, 3, 3, 16]),
    ...biased('conv2', [4, 4, 16, 64]),
    ...biased('fc1', [64, 384]),
    ...biased('fc2', [384, 192]),
    ...biased('logits', [192, 10]),
  ],
};

/** Every model's layout, by name. */
export const layouts = Object.freeze({ 'mnist-mlp': mnistMlp, 'cifar10-cnn': cifar10Cnn });

/** The name of a model. */
export type ModelName = keyof typeof layouts;

/** A kernel and the bias of its outputs. */
function biased(name: string, shape: readonly number[]): TensorSpec[] {
  return [
    { name: `${name}/kernel`, kind: 'kernel', shape },
    { name: `${name}/bias`, kind: 'bias', shape: shape.slice(-1) },
  ];
}
