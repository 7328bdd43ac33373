import * as tf from '@tensorflow/tfjs-core';

/** Images as a float32 tensor [batch, height, width, channels]. */
export function imageTensor(
  images: Float64Array,
  [height, width, channels]: readonly [number, number, number],
): tf.Tensor4D {
  const batch = images.length / (height * width * channels);
  return tf.tensor4d(new Float32Array(images), [batch, height, width, channels]);
}
