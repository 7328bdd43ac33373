import { simd } from './simd.js';

/** Sizes of a network of one hidden layer. */
export interface PerceptronShape {
  readonly inputs: number;
  readonly hidden: number;
  readonly classes: number;
}

/**
 * Mean softmax cross-entropy of softmax(relu(data K + b) L + c) over a batch, which is returned, and into `gradient`
 * its gradient by the parameters K [inputs x hidden], b, L [hidden x classes], c, all in one vector, plus l2 times each.
 *
 * data [batch x inputs] float64, labels [batch]. The layer on data is `dataLayer`, hidden activity and its slopes are
 * rounded to float32; else everything is float64, summed in the order of images and of units, and rounded once; l2 is
 * added after that. A unit at 0 or below is not active: its slope is 0.
 */
export function perceptronGradient(
  { inputs, hidden, classes }: PerceptronShape,
  parameters: Float32Array,
  data: Float64Array,
  labels: Int32Array,
  gradient: Float32Array,
  l2: number,
): number {
  const batch = labels.length;
  const kernels = simd();
  const longest = Math.max(inputs, batch);
  const arrays = kernels.layOut({
    shape: ['i32', 4],
    labels: ['i32', batch],
    data: ['f64', data.length],
    parameters: ['f32', parameters.length],
    gradient: ['f32', parameters.length],
    activity: ['f32', batch * hidden],
    slopes: ['f32', batch * hidden],
    work: ['f64', Math.max(2 * hidden + 2 * longest + 2, (2 * hidden + 3) * (classes + 1))],
  });
  arrays.shape.view.set([batch, inputs, hidden, classes]);
  arrays.labels.view.set(labels);
  arrays.data.view.set(data);
  arrays.parameters.view.set(parameters);
  const addresses = [arrays.shape.at, arrays.activity.at, arrays.slopes.at, arrays.work.at] as const;
  const { at, view } = arrays.gradient;
  const loss = kernels.perceptronGradient(
    arrays.data.at,
    arrays.labels.at,
    arrays.parameters.at,
    at,
    ...addresses,
  );
  if (l2 > 0) kernels.addScaled(at, l2, arrays.parameters.at, parameters.length);
  gradient.set(view);
  return loss;
}
