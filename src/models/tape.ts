import * as tf from '@tensorflow/tfjs-core';
import type { Images } from '../kernels/images.js';
import type { Batch, Logits } from './batch.js';
import { crossEntropies, meanCrossEntropy } from './layers/crossEntropy.js';
import { type Layout, tensorViews } from './layout.js';
import type { Network } from './networks/network.js';
import { byStatistics, inTraining, type Normalisation, noting } from './normalisation.js';
import { given, type Given, parameterTensors, passOver } from './pass.js';

/** A network whose passes TensorFlow.js computes, and its tape the gradients. Leaves no tensor behind. */
export interface Tape {
  /** As `lossAndGradient` of a model, without l2. */
  readonly lossAndGradient: (parameters: Float32Array, batch: Batch, gradient: Float32Array) => number;
  /** As `countCorrect` of a model. */
  readonly logits: (parameters: Float32Array, batch: Batch, statistics: Float32Array | null) => Logits;
  /** Writes the moments that batch norm finds over images in training mode. */
  readonly noteStatistics: (parameters: Float32Array, images: Images, statistics: Float32Array) => void;
}

/** The passes of a network through its layers. Needs a loaded backend of TensorFlow.js. */
export function createTape(layout: Layout, network: Network): Tape {
  const compute = (taped: Given, images: Images, normalisation: Normalisation) =>
    network(passOver(layout, taped, images, normalisation));
  return {
    lossAndGradient: (parameters, batch, gradient) => {
      let loss = 0;
      tf.tidy(() => {
        const labels = tf.tensor1d(batch.labels, 'int32');
        const computeLoss = (...tensors: tf.Tensor[]) =>
          meanCrossEntropy(compute({ parameters, gradient, tensors }, batch.images, inTraining), labels);
        const { value, grads } = tf.valueAndGrads(computeLoss)(parameterTensors(layout, parameters));
        const views = tensorViews(layout, gradient);
        // A data layer writes its own.
        const untold = views.filter((_, index) => !layout.tensors[index].onData);
        for (const [index, grad] of grads.entries()) untold[index].set(grad.dataSync());
        loss = value.dataSync()[0];
      });
      return loss;
    },
    logits: (parameters, { images, labels }, statistics) => {
      let logits = new Float32Array();
      let lossSum = 0;
      tf.tidy(() => {
        const tensor = compute(given(layout, parameters), images, byStatistics(statistics));
        for (const loss of crossEntropies(tensor, tf.tensor1d(labels, 'int32')).dataSync()) lossSum += loss;
        logits = new Float32Array(tensor.dataSync());
      });
      return { logits, lossSum };
    },
    noteStatistics: (parameters, images, statistics) => {
      tf.tidy(() => void compute(given(layout, parameters), images, noting(statistics)));
    },
  };
}
