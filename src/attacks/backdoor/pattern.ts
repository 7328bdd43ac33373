/** A square in the top left corner of an image. */
export interface Pattern {
  /** Its side, in pixels. */
  readonly size: number;
  /** What its pixels are set to in every channel, after normalisation. */
  readonly value: number;
}

/** Sets the pattern into each of the images [count x height x width x channel], in place. */
export function stampPattern(
  images: Float64Array,
  [height, width, channels]: readonly [number, number, number],
  { size, value }: Pattern,
): void {
  const pixels = height * width * channels;
  for (let start = 0; start < images.length; start += pixels) {
    for (let row = 0; row < size; row++) {
      const from = start + row * width * channels;
      images.fill(value, from, from + size * channels);
    }
  }
}
