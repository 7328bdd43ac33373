/**
 * Images as a data set has them: a byte for each value, channel by channel within a pixel.
 * For each channel there are the 256 float64 values that the bytes stand for.
 */
export interface Pixels {
  readonly bytes: Uint8Array;
  readonly tables: readonly Float64Array[];
}

/** Images [batch x height x width x channels], as values or as pixels. */
export type Images = Float64Array | Pixels;

/** How many values images have. */
export function countImageValues(images: Images): number {
  return images instanceof Float64Array ? images.length : images.bytes.length;
}

/** Writes the values of images into `to`, rounded if that is float32, and returns it. */
export function writeImageValues<A extends Float32Array | Float64Array>(images: Images, to: A): A {
  if (images instanceof Float64Array) {
    to.set(images);
    return to;
  }
  const { bytes, tables } = images;
  const channels = tables.length;
  for (let channel = 0; channel < channels; channel++) {
    const table = tables[channel];
    for (let p = channel; p < bytes.length; p += channels) to[p] = table[bytes[p]];
  }
  return to;
}
