import * as tf from '@tensorflow/tfjs-core';
import { countImageValues, type Images, writeImageValues } from '../../kernels/images.js';

/** Images as a float32 tensor [batch, height, width, channels]. */
export function imageTensor(
  images: Images,
  [height, width, channels]: readonly [number, number, number],
): tf.Tensor4D {
  const size = countImageValues(images);
  const batch = size / (height * width * channels);
  return tf.tensor4d(writeImageValues(images, new Float32Array(size)), [batch, height, width, channels]);
}
