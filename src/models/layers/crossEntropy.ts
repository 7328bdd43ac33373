import * as tf from '@tensorflow/tfjs-core';

/**
 * Softmax cross-entropy of each row: log(sum over k
 * of exp(logit_k)) - logit_label, in a form that cannot overflow.
 * logits [batch, classes], labels [batch] int32.
 * Returns [batch].
 */
export function crossEntropies(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Tensor1D {
  const { shifted, logSums, targets } = parts(logits, labels);
  return tf.sub(logSums, tf.sum(tf.mul(shifted, targets), 1)) as tf.Tensor1D;
}

/** Mean of the rows' cross-entropies, a scalar; its gradient is (softmax - one-hot) / batch. */
export function meanCrossEntropy(logits: tf.Tensor2D, labels: tf.Tensor1D): tf.Scalar {
  return tf.customGrad((z, save) => {
    const { shifted, logSums, targets } = parts(z as tf.Tensor2D, labels);
    const value = tf.mean(tf.sub(logSums, tf.sum(tf.mul(shifted, targets), 1))) as tf.Scalar;
    const softmax = tf.exp(tf.sub(shifted, tf.expandDims(logSums, 1)));
    (save as tf.GradSaveFunc)([tf.div(tf.sub(softmax, targets), logits.shape[0])]);
    return { value, gradFunc: (dy: tf.Tensor, [slope]: tf.Tensor[]) => tf.mul(slope, dy) };
  })(logits) as tf.Scalar;
}

function parts(logits: tf.Tensor2D, labels: tf.Tensor1D) {
  const shifted = tf.sub(logits, tf.max(logits, 1, true));
  const logSums = tf.log(tf.sum(tf.exp(shifted), 1));
  const targets = tf.cast(tf.oneHot(labels, logits.shape[1]), 'float32');
  return { shifted, logSums, targets };
}
