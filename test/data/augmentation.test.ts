import { describe, expect, test } from 'vitest';
import { drawAugmentation } from '../../src/data/augmentation.js';
import { gatherExamples } from '../../src/data/batch.js';
import type { Images, Pixels } from '../../src/kernels/images.js';
import { stream } from '../../src/random/stream.js';

const [height, width] = [5, 6];
/**
 * Images whose pixel at row y, column x of channel c is 1 + 2 (10 y + x) + c, and 100 more in the second one.
 */
const examples = {
  images: Uint8Array.from({ length: 2 * height * width * 2 }, (_, k) => {
    const [c, x, y, image] = [k % 2, (k >> 1) % width, Math.floor(k / 2 / width) % height, k >= 60 ? 1 : 0];
    return 1 + 2 * (10 * y + x) + c + 100 * image;
  }),
  labels: Uint8Array.of(3, 8),
  count: 2,
};
const set = {
  name: 'made up',
  imageShape: [height, width, 2] as const,
  classes: 10,
  // Channel 0 as it is, channel 1 less 127.5.
  normalisation: { means: [0, 0.5], deviations: [1 / 255, 1 / 255] },
  train: examples,
  test: examples,
  hashes: { train: '', test: '' },
};

/** One byte of the batch. */
function pixelAt(images: Images, b: number, y: number, x: number, c: number): number {
  return (images as Pixels).bytes[((b * height + y) * width + x) * 2 + c];
}

describe('an augmented batch', () => {
  test('has each image moved in its black border, then flipped', () => {
    const augmentation = {
      dy: Uint8Array.of(4, 1),
      dx: Uint8Array.of(6, 4),
      flipped: Uint8Array.of(0, 1),
    };
    const { images, labels } = gatherExamples(set, examples, [1, 0], { crops: augmentation });
    expect([...labels]).toEqual([8, 3]);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (const c of [0, 1]) {
          // The second image, two columns further left: black comes in from the right.
          expect(pixelAt(images, 0, y, x, c)).toBe(x + 2 < width ? 101 + 2 * (10 * y + x + 2) + c : 0);
          // The first one, three rows further down and mirrored.
          expect(pixelAt(images, 1, y, x, c)).toBe(y >= 3 ? 1 + 2 * (10 * (y - 3) + 5 - x) + c : 0);
        }
      }
    }
  });

  test('crops first and flips then', () => {
    const augmentation = { dy: Uint8Array.of(4), dx: Uint8Array.of(6), flipped: Uint8Array.of(1) };
    const { images } = gatherExamples(set, examples, [0], { crops: augmentation });
    const row = Array.from({ length: width }, (_, x) => pixelAt(images, 0, 0, x, 0));
    expect(row).toEqual([0, 0, 11, 9, 7, 5]); // the crop is 5 7 9 11 0 0
  });

  test('is the plain batch where nothing is moved or flipped', () => {
    const still = { dy: Uint8Array.of(4, 4), dx: Uint8Array.of(4, 4), flipped: new Uint8Array(2) };
    expect(gatherExamples(set, examples, [0, 1], { crops: still })).toEqual(
      gatherExamples(set, examples, [0, 1]),
    );
  });

  test('moved as far as it goes, leaves the border black and never reads a neighbour', () => {
    for (const far of [0, 8]) {
      const augmentation = { dy: Uint8Array.of(far), dx: Uint8Array.of(far), flipped: Uint8Array.of(0) };
      const { images } = gatherExamples(set, examples, [0], { crops: augmentation });
      const seen = Array.from({ length: height * width }, (_, p) =>
        pixelAt(images, 0, Math.floor(p / width), p % width, 0),
      );
      const corner = far === 0 ? [...seen.slice(-2)] : seen.slice(0, 2);
      expect(corner).toEqual(far === 0 ? [1, 3] : [1 + 2 * 44, 1 + 2 * 45]);
      expect(seen.filter((pixel) => pixel > 0)).toEqual(corner);
    }
  });
});

describe('drawAugmentation', () => {
  test('draws dy, dx and flip of one image after the other from the stream', () => {
    const random = stream(5, 'test of augmentation');
    const drawn = drawAugmentation(3, stream(5, 'test of augmentation'));
    for (let b = 0; b < 3; b++) {
      expect([drawn.dy[b], drawn.dx[b], drawn.flipped[b]]).toEqual([
        random.below(9),
        random.below(9),
        random.below(2),
      ]);
    }
  });

  test('reaches every offset and both sides about equally often', () => {
    const { dy, dx, flipped } = drawAugmentation(9000, stream(1, 'test of augmentation'));
    for (const offsets of [dy, dx]) {
      for (let offset = 0; offset <= 8; offset++) {
        const count = offsets.filter((one) => one === offset).length;
        expect(Math.abs(count - 1000)).toBeLessThan(150); // five deviations
      }
      expect(Math.max(...offsets)).toBe(8);
    }
    expect(Math.abs(flipped.filter((one) => one === 1).length - 4500)).toBeLessThan(240);
    expect(Math.max(...flipped)).toBe(1);
  });
});
