import type { AdversaryNetwork } from '../attacks/attack.js';
import { exponential, logarithm } from '../kernels/exponential.js';
import { writeImageValues, type Images } from '../kernels/images.js';
import type { Layout } from '../models/layout.js';

/** Logistic regression on 4 x 4 pixels and 3 classes: the smallest network that an attack can train. */
const LAYOUT: Layout = {
  name: 'logistic regression on 4 x 4 pixels',
  inputShape: [4, 4, 1],
  classes: 3,
  tensors: [
    { name: 'kernel', kind: 'kernel', shape: [16, 3] },
    { name: 'bias', kind: 'bias', shape: [3] },
  ],
};
const [PIXELS, CLASSES] = [16, 3];

/** How many parameters the made network has. */
export const MADE_PARAMETERS = PIXELS * CLASSES + CLASSES;

/** A network for the cases of attacks that train one. */
export const madeNetwork: AdversaryNetwork = {
  layout: LAYOUT,
  logits: (parameters, images) => computeLogits(parameters, readValues(images)),
  lossAndGradient: (parameters, { images, labels }, gradient) => {
    const values = readValues(images);
    const logits = computeLogits(parameters, values);
    gradient.fill(0);
    let loss = 0;
    for (const [image, label] of labels.entries()) {
      const exponentials = logits
        .subarray(image * CLASSES, (image + 1) * CLASSES)
        .map((logit) => exponential(logit));
      const sum = exponentials.reduce((total, value) => total + value, 0);
      for (let k = 0; k < CLASSES; k++) {
        const slope = (exponentials[k] / sum - (k === label ? 1 : 0)) / labels.length;
        for (let p = 0; p < PIXELS; p++) gradient[p * CLASSES + k] += slope * values[image * PIXELS + p];
        gradient[PIXELS * CLASSES + k] += slope;
      }
      loss -= logarithm(Math.max(exponentials[label] / sum, 1e-300)) / labels.length;
    }
    return loss;
  },
};

function readValues(images: Images): Float64Array {
  return images instanceof Float64Array
    ? images
    : writeImageValues(images, new Float64Array(images.bytes.length));
}

function computeLogits(parameters: Float32Array, values: Float64Array): Float32Array {
  const count = values.length / PIXELS;
  return Float32Array.from({ length: count * CLASSES }, (_, place) => {
    const [image, k] = [Math.floor(place / CLASSES), place % CLASSES];
    let logit = parameters[PIXELS * CLASSES + k];
    for (let p = 0; p < PIXELS; p++) logit += parameters[p * CLASSES + k] * values[image * PIXELS + p];
    return logit;
  });
}
