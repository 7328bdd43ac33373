import { type DataSet, measureImage } from '../../data/dataSet.js';

/** Pixels of an image: rows from `top` on, columns from `left` on. */
export interface Rectangle {
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
}

/** What a trigger looks like. */
export interface Paint {
  /** From 0 (black) to 1 (white), before normalisation, in every channel. */
  readonly value: number;
  /** How much of it there is: 1 covers the image, less lets it shine through. */
  readonly blend: number;
}

/**
 * Paints rectangles into one image of a batch, in place: p becomes (1 - blend) p + blend v,
 * v the value after normalisation, which is the same as blending before it.
 */
export function stampRectangles(
  images: Float64Array,
  index: number,
  set: Pick<DataSet, 'imageShape' | 'normalisation'>,
  rectangles: readonly Rectangle[],
  { value, blend }: Paint,
): void {
  const [height, width, channels] = measureImage(set);
  const { means, deviations } = set.normalisation;
  const start = index * height * width * channels;
  for (const { top, left, ...size } of rectangles) {
    for (let row = top; row < top + size.height; row++) {
      for (let column = left; column < left + size.width; column++) {
        for (let channel = 0; channel < channels; channel++) {
          const at = start + (row * width + column) * channels + channel;
          const painted = (value - means[channel]) / deviations[channel];
          images[at] = blend === 1 ? painted : (1 - blend) * images[at] + blend * painted;
        }
      }
    }
  }
}
