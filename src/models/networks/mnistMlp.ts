import { dense } from '../layers/dense.js';
import { denseOnData } from '../layers/denseOnData.js';
import { relu } from '../layers/relu.js';
import type { Network } from './network.js';

/** 784-100-10 with ReLU. */
export const mnistMlp: Network = ({ images, parameter, onData }) => {
  const hidden = relu(denseOnData(images, onData('hidden/kernel'), parameter('hidden/bias')));
  return dense(hidden, parameter('logits/kernel'), parameter('logits/bias'));
};
