import * as tf from '@tensorflow/tfjs-core';
import { type Images, sizeOfImages, valuesOf } from '../../kernels/images.js';

/** Images as a float32 tensor [batch, height, width, channels]. */
export function imageTensor(
  images: Images,
  [height, width, channels]: readonly [number, number, number],
): tf.Tensor4D {
  const size = sizeOfImages(images);
  const batch = size / (height * width * channels);
  return tf.tensor4d(valuesOf(images, new Float32Array(size)), [batch, height, width, channels]);
}
