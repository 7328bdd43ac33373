import * as tf from '@tensorflow/tfjs-core';

/**
 * The highest value of each window of size x size, windows side by side; rows and columns that do not fill one are left out.
 * Of equal values the first in row-major order is taken: it gets the whole gradient.
 * Input [batch, height, width, channels].
 */
export function maxPool(input: tf.Tensor4D, size: number): tf.Tensor4D {
  return tf.customGrad((x, save) => {
    const value = tf.maxPool(x as tf.Tensor4D, size, size, 'valid');
    (save as tf.GradSaveFunc)([x as tf.Tensor, value]);
    return {
      value,
      gradFunc: (dy: tf.Tensor, [from, highest]: tf.Tensor[]) => {
        const slopes = routed(from as tf.Tensor4D, highest as tf.Tensor4D, dy.dataSync<'float32'>(), size);
        return [tf.tensor(slopes, from.shape)];
      },
    };
  })(input) as tf.Tensor4D;
}

/** Each slope at the place of the first highest value of its window. */
function routed(input: tf.Tensor4D, output: tf.Tensor4D, dy: Float32Array, size: number): Float32Array {
  const [batch, height, width, channels] = input.shape;
  const [, rows, columns] = output.shape;
  const values = input.dataSync<'float32'>();
  const highest = output.dataSync<'float32'>();
  const slopes = new Float32Array(values.length);
  let at = 0;
  for (let b = 0; b < batch; b++) {
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const corner = ((b * height + y * size) * width + x * size) * channels;
        for (let c = 0; c < channels; c++) {
          const place = firstOf(highest[at], values, corner + c, { size, width, channels });
          slopes[place] = dy[at++];
        }
      }
    }
  }
  return slopes;
}

/** Where a value stands first in the window whose first place is `corner`. */
function firstOf(
  value: number,
  values: Float32Array,
  corner: number,
  { size, width, channels }: { size: number; width: number; channels: number },
): number {
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const place = corner + (y * width + x) * channels;
      if (values[place] === value) return place;
    }
  }
  return corner; // no value is equal: they are not numbers
}
