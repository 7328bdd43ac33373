import type { Fail } from '../../matrices/matrix.js';
import { type NumberArray, type NumberType, readNumbers } from './numberArray.js';

const TYPES: Readonly<Record<number, NumberType>> = {
  0x08: { kind: 'byte', width: 1, isLittle: false },
  0x09: { kind: 'whole', width: 1, isLittle: false },
  0x0b: { kind: 'whole', width: 2, isLittle: false },
  0x0c: { kind: 'whole', width: 4, isLittle: false },
  0x0d: { kind: 'float', width: 4, isLittle: false },
  0x0e: { kind: 'float', width: 8, isLittle: false },
};
const DIMENSIONS_MAX = 5;

/** Whether bytes begin as an IDX file does: two zero bytes and a type. */
export function isIdx(bytes: Uint8Array): boolean {
  return bytes.length >= 4 && bytes[0] === 0 && bytes[1] === 0 && Object.hasOwn(TYPES, bytes[2]);
}

/**
 * The numbers of an IDX file (the format of the MNIST distribution): two zero bytes, the type, the number of
 * dimensions, each extent as a big-endian uint32, then the values, big-endian.
 */
export function parseIdxArray(bytes: Uint8Array, fail: Fail): NumberArray {
  const dimensions = bytes[3];
  if (dimensions < 1 || dimensions > DIMENSIONS_MAX) {
    fail(`found ${dimensions}, allowed 1 to ${DIMENSIONS_MAX}`, 'dimensions');
  }
  const start = 4 + 4 * dimensions;
  if (bytes.length < start) fail('the file ends in its header');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: dimensions }, (_, axis) => view.getUint32(4 + 4 * axis));
  return readNumbers(bytes.subarray(start), shape, TYPES[bytes[2]], fail);
}
