import { DataError } from '../errors/dataError.js';

/**
 * The content of an IDX file of unsigned bytes (the format of the MNIST distribution): two zero bytes, the
 * type 0x08, the number of dimensions, each extent as a big-endian uint32, then the values.
 * Returns a view of the values. Throws a DataError that names the file when its form or shape differs.
 */
export function parseIdx(bytes: Uint8Array, shape: readonly number[], file: string): Uint8Array {
  const start = 4 + 4 * shape.length;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < start || view.getUint32(0) !== 0x0800 + shape.length) {
    throw new DataError(`${file}: not an IDX file of unsigned bytes with ${shape.length} dimensions`);
  }
  const found = shape.map((_, axis) => view.getUint32(4 + 4 * axis));
  if (found.some((extent, axis) => extent !== shape[axis])) {
    throw new DataError(`${file}: found ${found.join(' x ')} values, expected ${shape.join(' x ')}`);
  }
  const size = shape.reduce((product, extent) => product * extent, 1);
  if (bytes.length !== start + size) {
    throw new DataError(
      `${file}: found ${bytes.length} bytes, expected ${start + size}: truncated or altered`,
    );
  }
  return bytes.subarray(start);
}
