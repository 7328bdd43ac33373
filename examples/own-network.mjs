// A data set, a network and the task that trains one on the other, all of one's own.
import { defineDataSet, defineModel, defineTask } from 'krumble/define';

const shape = [2, 2, 1];
const classes = 2;

const stripes = defineDataSet({
  name: 'stripes',
  summary: 'images of 2 x 2 pixels: bright on the left or on the right',
  imageShape: shape,
  classes,
  normalisation: { means: [0.5], deviations: [0.5] },
  train: 1000,
  test: 200,
  read: () => ({ train: makeStripes(1000, 1), test: makeStripes(200, 2) }),
});

const linear = defineModel({
  name: 'linear-2x2',
  summary: 'logistic regression on 2 x 2 pixels',
  inputShape: shape,
  classes,
  tensors: [
    { name: 'logits/kernel', kind: 'kernel', shape: [4, 2], onData: true },
    { name: 'logits/bias', kind: 'bias', shape: [2] },
  ],
  network: ({ images, onData, parameter, layers }) =>
    layers.denseOnData(images, onData('logits/kernel'), parameter('logits/bias')),
});

const task = defineTask({
  name: 'stripes-linear',
  summary: 'logistic regression on made-up stripes',
  model: 'linear-2x2',
  dataSet: 'stripes',
  augmentation: 'none',
  workers: { count: 10, batch: 10, reports: 'single-batch' },
  training: { rounds: 30, momentum: 0.9, learningRate: 0.1, fading: 'none', l2: 0 },
  batchMax: 1000,
  slice: 100,
  deadline: 60,
  accuracyPublished: null,
});

export default [stripes, linear, task];

function makeStripes(count, seed) {
  let state = seed;
  const noise = () => (state = (state * 1103515245 + 12345) % 2147483648) % 120;
  const labels = Uint8Array.from({ length: count }, (_, k) => k % 2);
  const images = Uint8Array.from(
    { length: 4 * count },
    (_, p) => (p % 2 === labels[p >> 2] ? 120 : 0) + noise(),
  );
  return { images, labels };
}
