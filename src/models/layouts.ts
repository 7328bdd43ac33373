import type { Layout, TensorSpec } from './layout.js';

/** 784-100-10 with ReLU: the paper's MNIST network, d = 79,510. */
const mnistMlp: Layout = {
  name: 'mnist-mlp',
  inputShape: [28, 28, 1],
  classes: 10,
  tensors: [
    { name: 'hidden/kernel', kind: 'kernel', shape: [784, 100], onData: true },
    { name: 'hidden/bias', kind: 'bias', shape: [100] },
    ...biased('logits', [100, 10]),
  ],
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

/** Wide residual network of depth 40 and width 4: the paper's CIFAR-100 network, d = 8,972,340. */
const cifar100Wrn40x4: Layout = {
  name: 'cifar100-wrn40x4',
  inputShape: [32, 32, 3],
  classes: 100,
  tensors: [
    kernel('conv1', [3, 3, 3, 16]),
    ...group('group1', 16, 64),
    ...group('group2', 64, 128),
    ...group('group3', 128, 256),
    ...scaled('bn', 256),
    ...biased('logits', [256, 100]),
  ],
};

/** Every model's layout, by name. */
export const layouts = Object.freeze({
  'mnist-mlp': mnistMlp,
  'cifar10-cnn': cifar10Cnn,
  'cifar100-wrn40x4': cifar100Wrn40x4,
});

/** The name of a model. */
export type ModelName = keyof typeof layouts;

/** Six residual blocks; the first one changes the number of channels, and has a shortcut for that. */
function group(name: string, inputs: number, channels: number): TensorSpec[] {
  return [1, 2, 3, 4, 5, 6].flatMap((number) => {
    const block = `${name}/block${number}`;
    const from = number === 1 ? inputs : channels;
    return [
      ...scaled(`${block}/bn1`, from),
      kernel(`${block}/conv1`, [3, 3, from, channels]),
      ...scaled(`${block}/bn2`, channels),
      kernel(`${block}/conv2`, [3, 3, channels, channels]),
      ...(number === 1 ? [kernel(`${block}/shortcut`, [1, 1, from, channels])] : []),
    ];
  });
}

/** A kernel and the bias of its outputs. */
function biased(name: string, shape: readonly number[]): TensorSpec[] {
  return [kernel(name, shape), { name: `${name}/bias`, kind: 'bias', shape: shape.slice(-1) }];
}

/** The scales and offsets of a batch norm. */
function scaled(name: string, channels: number): TensorSpec[] {
  return [
    { name: `${name}/gamma`, kind: 'gamma', shape: [channels] },
    { name: `${name}/beta`, kind: 'beta', shape: [channels] },
  ];
}

function kernel(name: string, shape: readonly number[]): TensorSpec {
  return { name: `${name}/kernel`, kind: 'kernel', shape };
}
