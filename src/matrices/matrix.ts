import { InputError } from '../errors/inputError.js';

/** The most vectors that are taken: rules compare them two by two. */
export const VECTORS_MAX = 4096;

/** The largest file of vectors that is read. */
export const MATRIX_BYTES_MAX = 1 << 30;

/** n vectors of d numbers as float32, which reports are; wider numbers are rounded. */
export type Matrix = readonly Float32Array[];

/** Refuses what a file says, in words, and names the part of it. */
export type Fail = (problem: string, field?: string, line?: number) => never;

/** Refuses what a file says, with its name in the message. */
export function failIn(file: string): Fail {
  return (problem, field, line) => {
    throw new InputError({ place: { file, ...(line !== undefined && { line }) }, field, problem });
  };
}

/** Refuses a shape that is not [n, d] with 1 to VECTORS_MAX vectors of at least one number. */
export function checkShape(shape: readonly unknown[], fail: Fail, field = 'shape'): [number, number] {
  const isExtent = (extent: unknown) => Number.isSafeInteger(extent) && (extent as number) > 0;
  const [count, length] = shape as readonly number[];
  if (shape.length === 2 && shape.every(isExtent) && count <= VECTORS_MAX) return [count, length];
  return fail(`found [${shape.join(', ')}], allowed [n, d] of 1 to ${VECTORS_MAX} vectors`, field);
}

/** The rows of n x d little- or big-endian floats of 4 or 8 bytes, row-major. */
export function readFloats(
  bytes: Uint8Array,
  [count, length]: readonly [number, number],
  { width, isLittle }: { readonly width: number; readonly isLittle: boolean },
): Matrix {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: count }, (_, row) => {
    const values = new Float32Array(length);
    for (let c = 0, at = width * row * length; c < length; c++, at += width) {
      values[c] = width === 4 ? view.getFloat32(at, isLittle) : view.getFloat64(at, isLittle);
    }
    return values;
  });
}
