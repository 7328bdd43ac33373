import * as tf from '@tensorflow/tfjs-core';

/** max(x, 0), element by element; its gradient is 0 at x = 0. */
export function relu<T extends tf.Tensor>(input: T): T {
  return tf.customGrad((x, save) => {
    const value = tf.relu(x as tf.Tensor);
    (save as tf.GradSaveFunc)([value]); // which the next layer saves too: x need not live on
    return {
      value,
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => tf.mul(dy, tf.step(saved[0])),
    };
  })(input) as T;
}
