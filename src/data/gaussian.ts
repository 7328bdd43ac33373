import { standardNormal } from '../kernels/standardNormal.js';
import { stream } from '../random/stream.js';
import { defineDataSet, type GivenExamples } from './dataSetEntry.js';

const DIMENSIONS = 10;

const made = defineDataSet({
  name: 'quadratic',
  summary: 'points around (1, ..., 1) in 10 dimensions, standard normal: made up, of one class',
  definition: 'x = 1 + z, z standard normal, 1,000 to train and 200 to test, the same ones in every run',
  holds: 'tensors',
  imageShape: [DIMENSIONS],
  classes: 1,
  normalisation: { means: [0], deviations: [1] },
  train: 1000,
  test: 200,
  read: () => ({ train: draw('train', 1000), test: draw('test', 200) }),
});

/**
 * Inputs x = 1 + z in 10 dimensions, z standard normal, drawn once for all:
 * one stream a part, input by input.
 * All are of one class, for there is nothing to answer:
 * the set goes with a loss that looks at inputs alone.
 */
export const gaussianSet = Object.freeze({ ...made, where: () => 'made up when it is used' });

function draw(part: string, count: number): GivenExamples {
  const random = stream(0, 'points of the quadratic', part);
  const images = Float32Array.from(
    { length: count * DIMENSIONS },
    () => 1 + standardNormal(random.uniform()),
  );
  return { images, labels: new Uint8Array(count) };
}
