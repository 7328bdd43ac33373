import type { TensorSpec } from './layout.js';
import type { ModelEntry } from './modelEntry.js';
import { biased, kernel, scaled } from './tensorSpecs.js';

/** Wide residual network of depth 40 and width 4: the paper's CIFAR-100 network, d = 8,972,340. */
export const cifar100Wrn40x4 = Object.freeze({
  kind: 'model',
  name: 'cifar100-wrn40x4',
  summary: 'wide residual network of depth 40 and width 4, the paper’s CIFAR-100 network',
  paper: {
    authors: 'Zagoruyko, Komodakis',
    title: 'Wide Residual Networks',
    venue: 'BMVC',
    year: 2016,
  },
  example: 'cifar100-unattacked',
  loadNetwork: async () => (await import('./networks/cifar100Wrn40x4.js')).cifar100Wrn40x4,
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
} as const satisfies ModelEntry);

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
