import type { Fail } from '../../matrices/matrix.js';

/** Numbers of a file and their shape, row-major: bytes, whole numbers, or floats rounded to 4 bytes. */
export interface NumberArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array | Int32Array | Float32Array;
}

/** How a file writes a number. */
export interface NumberType {
  readonly kind: 'byte' | 'whole' | 'float';
  readonly width: number;
  readonly isLittle: boolean;
}

/**
 * The numbers of a file by its type and shape. Whole numbers beyond 32 bits become the nearest that has them,
 * which no class is. Refuses another number of bytes than the shape has.
 */
export function readNumbers(
  bytes: Uint8Array,
  shape: readonly number[],
  { kind, width, isLittle }: NumberType,
  fail: Fail,
): NumberArray {
  const count = shape.reduce((product, extent) => product * extent, 1);
  if (shape.length === 0 || !Number.isSafeInteger(count) || count === 0) {
    fail(`found [${shape.join(', ')}], allowed at least one number`, 'shape');
  }
  if (bytes.length !== count * width) {
    fail(`${bytes.length} bytes of numbers, its shape [${shape.join(', ')}] has ${count * width}`);
  }
  if (kind === 'byte') return { shape, values: bytes };
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = kind === 'whole' ? new Int32Array(count) : new Float32Array(count);
  const read = kind === 'whole' ? readWhole : readFloat;
  for (let k = 0, at = 0; k < count; k++, at += width) values[k] = read(view, at, width, isLittle);
  return { shape, values };
}

function readFloat(view: DataView, at: number, width: number, isLittle: boolean): number {
  return width === 4 ? view.getFloat32(at, isLittle) : view.getFloat64(at, isLittle);
}

function readWhole(view: DataView, at: number, width: number, isLittle: boolean): number {
  if (width === 1) return view.getInt8(at);
  if (width === 2) return view.getInt16(at, isLittle);
  if (width === 4) return view.getInt32(at, isLittle);
  const value = view.getBigInt64(at, isLittle);
  if (value > 0x7fffffffn) return 0x7fffffff;
  return value < -0x80000000n ? -0x80000000 : Number(value);
}
